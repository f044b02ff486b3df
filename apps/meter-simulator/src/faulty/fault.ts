import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { type DeviceReading, type OtherRegister, REGISTERS, voices } from './device-voice.js';

/** What can be wrong with a meter: its counter, its clock, its line, itself. */
export const FAULTS = [
  'reset',
  'rollover',
  'jump',
  'backwards',
  'duplicate',
  'gap',
  'late',
  'clock-skew',
  'flat',
  'negative-power',
  'tamper',
  'cover-open',
  'credit-low',
  'credit-zero',
  'magnetic-field',
  'battery-low',
  'consumption-without-credit',
  'over-power',
  'storm',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What a meter that speaks as the platform does says by an event of its own. */
const EVENTS = ['tamper', 'cover-open', 'credit-low', 'credit-zero', 'magnetic-field', 'battery-low'] as const;
type EventFault = (typeof EVENTS)[number];
const isEvent = (fault: Fault): fault is EventFault => EVENTS.some((event) => event === fault);

/** What is told by an event of its, or held against a limit that it reports, beside its readings. */
const OF_ITS_WORD = ['consumption-without-credit', 'over-power'] as const;
type WordFault = (typeof OF_ITS_WORD)[number];
const isOfItsWord = (fault: Fault): fault is WordFault => OF_ITS_WORD.some((one) => one === fault);

/** What devices without events show by a register. Credit that is low is none of it: without a threshold nothing is. */
const BY_REGISTER = ['credit-zero', 'battery-low', 'consumption-without-credit'] as const;
type RegisterFault = (typeof BY_REGISTER)[number];
const isByRegister = (fault: Fault): fault is RegisterFault => BY_REGISTER.some((one) => one === fault);

/** Whether devices that speak so can have that fault. */
export const canHave = (dialect: DialectName, fault: Fault): boolean => whyNot(dialect, fault) === undefined;

function whyNot(dialect: DialectName, fault: Fault): string | undefined {
  const { lastWord, namesRegisters } = voices[dialect];
  if (fault === 'storm') return lastWord === undefined ? 'it leaves no last word when its line breaks' : undefined;
  if (dialect === 'native' || (isByRegister(fault) && namesRegisters)) return undefined;
  if (fault === 'over-power') return 'it reports no limit';
  return isEvent(fault) || isOfItsWord(fault) ? 'it has no word for that' : undefined;
}

/** @throws RangeError that names all those of the faults that devices of this dialect cannot have, and why */
export function requireFaults(dialect: DialectName, faults: readonly Fault[]): void {
  const impossible = faults.flatMap((fault) => {
    const why = whyNot(dialect, fault);
    return why === undefined ? [] : [`${fault} (${why})`];
  });
  if (impossible.length > 0) throw new RangeError(`a device that speaks ${dialect} cannot have ${impossible.join(', ')}`);
}

/** What a meter does, in its order. */
export interface MeterPlan {
  readonly readings: readonly DeviceReading[];
  /** Said when all meters have been done with the others for {@link LATE_AFTER_MS}. */
  readonly late?: DeviceReading;
  /** Said before the readings, whatever its time. */
  readonly event?: { readonly kind: EventFault; readonly at: Date };
  /** Above which it is set to switch itself off, in W. */
  readonly powerLimitWatts?: number;
  /** Whether its line breaks at the end. */
  readonly breaks: boolean;
  /** What the platform should doubt then, and be alarmed by. */
  readonly exceptions: readonly string[];
  readonly alarms: readonly string[];
}

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const QUARTERS = 48;
const FLAT_HOURS = 8 * 24;
/** Where it happens: in the middle, with enough before it that it can be told from what is usual. */
const MIDDLE = 24;
const STEP_MILLI = 250n;
const START_MILLI = 5_000_000n;
/** A counter of four digits before the point. */
const CAPACITY_MILLI = 10_000_000n;
const POWER_WATTS = 1_000;

/**
 * A meter that has counted a quarter of a kWh each quarter of an hour for half a day, up to now, and has that fault or none.
 *
 * @param dialect what it can say of it by
 */
export function planOf(fault: Fault | undefined, now: Date, dialect: DialectName): MeterPlan {
  const honest = { readings: quarters(now, START_MILLI), breaks: false, exceptions: [], alarms: [] };
  if (fault === undefined) return honest;
  if (dialect !== 'native' && isByRegister(fault)) return { ...honest, ...byRegister[fault](now) };
  if (isEvent(fault)) return { ...honest, event: { kind: fault, at: now }, alarms: [fault] };
  if (isOfItsWord(fault)) return { ...honest, ...ofItsWord[fault](now) };
  if (fault === 'storm') return { ...honest, breaks: true };
  if (fault === 'late') return { ...honest, ...lateOne(now), exceptions: ['late'] };
  return { ...honest, readings: faulty[fault](now), exceptions: [exceptionOf[fault]], alarms: fault === 'clock-skew' ? [fault] : [] };
}

type CountingFault = Exclude<Fault, EventFault | WordFault | 'storm' | 'late'>;

/** The platform takes what comes together for one message that was split. */
export const LATE_AFTER_MS = 65_000;

const exceptionOf: Readonly<Record<CountingFault, string>> = {
  reset: 'meter-reset',
  rollover: 'rollover',
  jump: 'impossible-jump',
  backwards: 'register-backwards',
  duplicate: 'duplicate-conflict',
  gap: 'gap',
  'clock-skew': 'clock-skew',
  flat: 'flat',
  'negative-power': 'negative-power',
};

const faulty: Readonly<Record<CountingFault, (now: Date) => readonly DeviceReading[]>> = {
  reset: (now) => from(now, (reading, index) => ({ ...reading, energyMilli: STEP_MILLI * BigInt(index - MIDDLE) })),
  rollover: (now) =>
    quarters(now, CAPACITY_MILLI - STEP_MILLI * BigInt(MIDDLE)).map((reading) => ({
      ...reading,
      energyMilli: reading.energyMilli % CAPACITY_MILLI,
    })),
  jump: (now) => from(now, (reading) => ({ ...reading, energyMilli: reading.energyMilli + START_MILLI })),
  backwards: (now) => at(now, MIDDLE, (reading) => [{ ...reading, energyMilli: reading.energyMilli - 100_000n }]),
  duplicate: (now) => at(now, MIDDLE, (reading) => [reading, { ...reading, energyMilli: reading.energyMilli + 100n }]),
  gap: (now) => quarters(now, START_MILLI).filter((_, index) => index < MIDDLE || index >= MIDDLE + 12),
  'clock-skew': (now) => {
    const readings = quarters(now, START_MILLI);
    const last = readings.at(-1)!;
    return [...readings, { ...last, at: new Date(now.getTime() + 1_200_000), energyMilli: last.energyMilli + STEP_MILLI }];
  },
  flat: (now) =>
    Array.from({ length: FLAT_HOURS }, (_, hour) => ({
      at: wholeSecond(now.getTime() - (FLAT_HOURS - hour) * HOUR_MS),
      energyMilli: START_MILLI,
      powerWatts: 0,
    })),
  'negative-power': (now) => at(now, MIDDLE, (reading) => [{ ...reading, powerWatts: -500 }]),
};

const ofItsWord: Readonly<Record<WordFault, (now: Date) => Pick<MeterPlan, 'alarms'> & Partial<MeterPlan>>> = {
  'consumption-without-credit': (now) => ({
    event: { kind: 'credit-zero', at: quarters(now, START_MILLI)[MIDDLE]!.at },
    alarms: ['consumption-without-credit', 'credit-zero'],
  }),
  // It draws more than it may, and has done so for a quarter of an hour when it is heard of again.
  'over-power': (now) => {
    const readings = quarters(now, START_MILLI).map((reading) => ({ ...reading, powerWatts: 2 * POWER_WATTS }));
    const last = readings.at(-1)!;
    return {
      readings,
      powerLimitWatts: POWER_WATTS,
      late: { ...last, at: wholeSecond(now.getTime()), energyMilli: last.energyMilli + 2n * STEP_MILLI },
      alarms: ['over-power'],
    };
  },
};

const byRegister: Readonly<Record<RegisterFault, (now: Date) => Pick<MeterPlan, 'readings' | 'alarms'> & Partial<MeterPlan>>> = {
  'credit-zero': (now) => ({ readings: falling(now, REGISTERS.credit), alarms: ['credit-zero'] }),
  'battery-low': (now) => ({ readings: falling(now, REGISTERS.battery), alarms: ['battery-low'] }),
  // That its credit is gone is known before it counts on.
  'consumption-without-credit': (now) => {
    const readings = falling(now, REGISTERS.credit);
    const last = readings.at(-1)!;
    return {
      readings,
      late: { ...last, at: wholeSecond(now.getTime()), energyMilli: last.energyMilli + 8n * STEP_MILLI },
      alarms: ['consumption-without-credit', 'credit-zero'],
    };
  },
};

/** Enough of it, and from the middle on none. */
const falling = (now: Date, register: OtherRegister): readonly DeviceReading[] =>
  quarters(now, START_MILLI).map((reading, index) => ({ ...reading, registers: { [register]: index < MIDDLE ? 50 : 0 } }));

function lateOne(now: Date): Pick<MeterPlan, 'readings' | 'late'> {
  const readings = quarters(now, START_MILLI);
  const place = readings.length - 10;
  return { readings: readings.toSpliced(place, 1), late: readings[place]! };
}

const quarters = (now: Date, startMilli: bigint): readonly DeviceReading[] =>
  Array.from({ length: QUARTERS }, (_, index) => ({
    at: wholeSecond(now.getTime() - (QUARTERS - index) * QUARTER_MS),
    energyMilli: startMilli + STEP_MILLI * BigInt(index),
    powerWatts: POWER_WATTS,
  }));

/** Some devices write no fractions of one. */
const wholeSecond = (ms: number): Date => new Date(Math.floor(ms / 1_000) * 1_000);

const from = (now: Date, change: (reading: DeviceReading, index: number) => DeviceReading): readonly DeviceReading[] =>
  quarters(now, START_MILLI).map((reading, index) => (index < MIDDLE ? reading : change(reading, index)));

const at = (now: Date, place: number, change: (reading: DeviceReading) => readonly DeviceReading[]): readonly DeviceReading[] =>
  quarters(now, START_MILLI).flatMap((reading, index) => (index === place ? change(reading) : [reading]));
