import type { ExceptionKind } from '@openprepay/contracts/http/telemetry-exceptions';
import type { MeasuredPoint } from '../src/validation/measured-point.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BEGIN = Date.UTC(2025, 0, 1);
const WH_PER_KWH = 1_000;
const SLIP_WH = 10 * WH_PER_KWH;
/** A counter of five digits. */
const CAPACITY_WH = 100_000 * WH_PER_KWH;

export interface PlantedMeter {
  readonly meterNumber: string;
  /** By register, in the order of time. */
  readonly registers: Readonly<Record<string, readonly MeasuredPoint[]>>;
  /** What was planted, as `kind register time`. */
  readonly planted: readonly string[];
  /** What was used from the first reading to the last, in Wh: known beside the readings. */
  readonly usedWh: number;
}

/** One fault a day at most, and no two days with one follow each other. */
const FAULTS = [
  'impossible-jump',
  'register-backwards',
  'gap',
  'clock-skew',
  'late',
  'negative-power',
  'duplicate-conflict',
  'meter-reset',
] as const satisfies readonly ExceptionKind[];

/** Numbers from 0 to below 1, the same for a seed. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A meter that reads its import and its power every hour, with faults planted: a plain model, which keeps what it used beside
 * what it shows.
 */
export function plantedMeter(nth: number, days: number): PlantedMeter {
  const random = chance(nth * 7_919 + 1);
  const faultOf = new Map<number, (typeof FAULTS)[number]>();
  for (const [index, fault] of FAULTS.entries()) {
    const share = Math.floor((days - 4) / FAULTS.length);
    if (share >= 2) faultOf.set(2 + index * share + Math.floor(random() * (share - 1)), fault);
  }
  const energy: MeasuredPoint[] = [];
  const power: MeasuredPoint[] = [];
  const planted: string[] = [];
  let shownWh = CAPACITY_WH - 1_000 * WH_PER_KWH + Math.floor(random() * 100_000);
  let usedWh = 0;
  for (let hour = 0; hour < days * 24; hour++) {
    const at = BEGIN + hour * HOUR_MS + 5 * 60_000;
    const planned = faultOf.get(Math.floor(hour / 24));
    const ofDay = hour % 24;
    // A counter that has just come round cannot slip below zero.
    const fault = planned === 'register-backwards' && shownWh < 2 * SLIP_WH ? undefined : planned;
    const wh = 50 + Math.floor(random() * 1_500);
    const isRound = shownWh + wh >= CAPACITY_WH;
    shownWh = (shownWh + wh) % CAPACITY_WH;
    if (fault === 'meter-reset' && ofDay === 6) shownWh = wh;
    if (hour > 0) usedWh += wh;
    if (fault === 'gap' && ofDay >= 6 && ofDay < 12) continue;
    const ts = new Date(at);
    const point = { ts, value: decimal(shownWh), receivedAt: new Date(at + 2_000) };
    const drawn = { ts, value: String(wh), receivedAt: point.receivedAt };
    const isAt6 = ofDay === 6;
    const day = new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString();
    const note = (kind: ExceptionKind, key: string) => planted.push(`${kind} ${key}`);
    if (isRound) note('rollover', `${IMPORT} ${ts.toISOString()}`);
    if (isAt6 && fault === 'meter-reset') note(fault, `${IMPORT} ${ts.toISOString()}`);
    if (isAt6 && fault === 'impossible-jump') energy.push({ ...point, value: decimal(shownWh + 3_000_000) });
    else if (isAt6 && fault === 'register-backwards') energy.push({ ...point, value: decimal(shownWh - wh - SLIP_WH) });
    else if (isAt6 && fault === 'clock-skew') energy.push({ ...point, receivedAt: new Date(at - 40 * 60_000) });
    else if (isAt6 && fault === 'late') energy.push({ ...point, receivedAt: new Date(at + 7 * HOUR_MS) });
    else if (isAt6 && fault === 'duplicate-conflict') energy.push({ ...point, contradicted: decimal(shownWh + 1) });
    else energy.push(point);
    if (isAt6 && (fault === 'impossible-jump' || fault === 'register-backwards' || fault === 'duplicate-conflict'))
      note(fault, `${IMPORT} ${ts.toISOString()}`);
    if (isAt6 && (fault === 'clock-skew' || fault === 'late')) note(fault, `${IMPORT} ${day}`);
    if (ofDay === 12 && fault === 'gap') note('gap', `${IMPORT} ${new Date(at - 7 * HOUR_MS).toISOString()}`);
    if (isAt6 && fault === 'negative-power') note('negative-power', `${POWER} ${day}`);
    power.push(isAt6 && fault === 'negative-power' ? { ...drawn, value: `-${drawn.value}` } : drawn);
  }
  return { meterNumber: String(nth), registers: { [IMPORT]: energy, [POWER]: power }, planted: planted.sort(), usedWh };
}

export const IMPORT = '1-0:1.8.0';
export const POWER = '1-0:16.7.0';

const decimal = (wh: number): string => `${Math.floor(wh / WH_PER_KWH)}.${String(wh % WH_PER_KWH).padStart(3, '0')}`;
