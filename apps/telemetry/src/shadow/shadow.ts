import { present } from '@openprepay/contracts/present';

export type Relay = 'open' | 'closed';

/** What a meter last said of itself, and when it was heard of. */
export interface MeterState {
  readonly connected: boolean;
  readonly lastSeenAt: Date;
  readonly firmware?: string;
  readonly relay?: Relay;
  /** What it said of its credit with a token's result. */
  readonly credit?: RegisterValue;
  readonly intervalSeconds?: number;
  readonly tariffIndex?: string;
  readonly powerLimitWatts?: number;
}

export interface RegisterValue {
  /** An exact decimal in the register's usual unit. */
  readonly value: string;
  readonly ts: Date;
}

/** A value with when it came to us; `ts` is what the meter's clock said. */
export interface ReceivedValue extends RegisterValue {
  readonly receivedAt: Date;
}

export type Registers = Readonly<Record<string, ReceivedValue>>;

/**
 * The time by which a meter's words are put in order: its own, as far as that is not ahead of ours. Where it is, what came last
 * is what the meter says now.
 */
export const effectiveTime = (ts: Date, receivedAt: Date): Date => (ts.getTime() < receivedAt.getTime() ? ts : receivedAt);

/** What is known of a meter from the meter itself. */
export interface Shadow {
  readonly meterNumber: string;
  readonly connected: boolean;
  readonly lastSeenAt?: Date;
  readonly firmware?: string;
  readonly relay?: Relay;
  /** In the commodity's unit, as the meter said it last: with a token's result, or among its registers. */
  readonly creditRemaining?: string;
  readonly registers: Registers;
}

/** Credit left on the meter, as meters of this platform report it among their registers. */
export const CREDIT_REGISTER = '0-0:19.10.0';

/** @param state undefined where the meter was never heard of */
export function shadowOf(meterNumber: string, state: MeterState | undefined, registers: Registers): Shadow {
  const { connected = false, lastSeenAt, firmware, relay, credit: said } = state ?? {};
  const register = registers[CREDIT_REGISTER];
  const isRegisterNewer = register !== undefined && (said === undefined || effectiveTime(register.ts, register.receivedAt) >= said.ts);
  const creditRemaining = (isRegisterNewer ? register : said)?.value;
  return present({ meterNumber, connected, lastSeenAt, firmware, relay, creditRemaining, registers });
}
