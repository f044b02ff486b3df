import type { MeterDescription } from './meters-file.js';
import type { Random } from './random.js';
import { consumptionOf, reportAll, say, type VirtualMeter } from './virtual-meter.js';

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
const MICRO_PER_MILLI = 1_000n;
/** Readings of one message: well below what a message may have, in number and in bytes. */
const READINGS_PER_MESSAGE = 240;
/** What a household uses in each hour of a day (UTC), in per cent of its mean: a low night, a morning, an evening peak. */
const HOURS = [42, 36, 33, 32, 35, 55, 98, 128, 112, 90, 84, 88, 98, 92, 84, 86, 104, 142, 196, 214, 188, 146, 98, 61] as const;
const WEEKEND_PERCENT = 115;
/** No hour is like the one of the day before, by up to so many per cent either way. */
const CHANCE_PERCENT = 25;

export interface History {
  readonly days: number;
  readonly past: MeterDescription['past'];
  readonly now: Date;
  readonly random: Random;
}

/**
 * Gives a new meter what it would have counted by the hour in the days before, and what happened to it: its register goes on from
 * there. It says all of it when it first connects, as a meter does that was without a network.
 */
export function withHistory(meter: VirtualMeter, { days, past, now, random }: History): VirtualMeter {
  const lastHour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const readings: { readonly ts: string; readonly registers: object }[] = [];
  let { consumedMicro } = meter;
  for (let hour = days * HOURS_A_DAY; hour > 0; hour--) {
    const lastRate = rateIn(new Date(lastHour - hour * HOUR_MS), meter.ratePerHour, random);
    consumedMicro += BigInt(lastRate) * MICRO_PER_MILLI;
    const ts = new Date(lastHour - (hour - 1) * HOUR_MS).toISOString();
    readings.push({ ts, registers: consumptionOf({ ...meter, consumedMicro, lastRate }) });
  }
  let said: VirtualMeter = { ...meter, consumedMicro };
  for (let first = 0; first < readings.length; first += READINGS_PER_MESSAGE)
    said = reportAll(said, readings.slice(first, first + READINGS_PER_MESSAGE));
  return past.reduce((before, { kind, hoursAgo }) => say(before, kind, new Date(now.getTime() - hoursAgo * HOUR_MS)), said);
}

/** In thousandths of the unit, in the hour that begins then. */
function rateIn(hour: Date, mean: number, random: Random): number {
  const weekday = hour.getUTCDay();
  const day = weekday === 0 || weekday === 6 ? WEEKEND_PERCENT : 100;
  const chance = 100 - CHANCE_PERCENT + random.below(2 * CHANCE_PERCENT + 1);
  return Math.floor((mean * HOURS[hour.getUTCHours()]! * day * chance) / 1_000_000);
}
