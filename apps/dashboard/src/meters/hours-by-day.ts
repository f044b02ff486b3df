import { sum } from '../ui/exact.js';
import { startOfDay } from '../ui/zoned.js';
import type { ProfilePoint } from './profile.js';

export interface DayOfHours {
  /** When the day began in the zone; milliseconds since 1970. */
  readonly at: number;
  /** What was used, by the hour on the wall; undefined where nothing is known. */
  readonly hours: readonly (string | undefined)[];
}

const HOURS = 24;

/** Hours of a profile by the days of a zone; an hour that the clocks went through twice has what was used in both. */
export function hoursByDay(points: readonly ProfilePoint[], timeZone: string): readonly DayOfHours[] {
  const writer = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  const days = new Map<number, (string | undefined)[]>();
  for (const { at, value } of points) {
    const day = startOfDay(at, timeZone).getTime();
    const hours = days.get(day) ?? Array.from({ length: HOURS }, () => undefined);
    days.set(day, hours);
    const hour = Number(writer.format(at));
    if (value !== undefined) hours[hour] = hours[hour] === undefined ? value : sum([hours[hour], value]);
  }
  return [...days].map(([at, hours]) => ({ at, hours }));
}
