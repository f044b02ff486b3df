/** What a register may do at most, and whether it only counts up. */
export interface RegisterKind {
  /** A counter: the difference of two of its values is what was consumed in between. */
  readonly isCounter: boolean;
  /** No meter of this platform's customers counts faster; in the register's unit an hour. */
  readonly maxPerHour: bigint;
}

/** kWh an hour, which is 100 kW: a three-phase supply of 63 A takes 43. */
const MAX_KWH_PER_HOUR = 100n;
/** m³ an hour. */
const MAX_WATER_PER_HOUR = 10n;
const MAX_GAS_PER_HOUR = 40n;
const MAX_HEAT_PER_HOUR = 200n;

/** Of electricity a counter is a time integral, D = 8; of other media it is what has flowed. */
const COUNTERS: readonly (readonly [pattern: RegExp, maxPerHour: bigint])[] = [
  [/^1-\d+:\d+\.8\.\d+/, MAX_KWH_PER_HOUR],
  [/^[56]-\d+:1\.0\.\d+/, MAX_HEAT_PER_HOUR],
  [/^7-\d+:3\.0\.\d+/, MAX_GAS_PER_HOUR],
  [/^[89]-\d+:1\.0\.\d+/, MAX_WATER_PER_HOUR],
];
const GAUGE: RegisterKind = { isCounter: false, maxPerHour: 0n };

/**
 * @param register an OBIS code as it is stored
 * @source IEC 62056-61: A is the medium, D = 8 a time integral
 */
export function registerKind(register: string): RegisterKind {
  const counter = COUNTERS.find(([pattern]) => pattern.test(register));
  return counter === undefined ? GAUGE : { isCounter: true, maxPerHour: counter[1] };
}
