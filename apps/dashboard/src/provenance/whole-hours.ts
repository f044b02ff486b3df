const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Days that tokens are traced over, as they stand in the address. */
export const RANGES = { day: 1, week: 7, month: 31, year: 366 } as const;
export type Range = keyof typeof RANGES;

export const rangeOf = (written: string | undefined): Range =>
  written === 'day' || written === 'month' || written === 'year' ? written : 'week';

/** So many days of whole hours, up to and with the hour of `now`. */
export function wholeHours(days: number, now: number): { readonly from: string; readonly to: string } {
  const to = Math.ceil(now / HOUR_MS) * HOUR_MS;
  return { from: new Date(to - days * DAY_HOURS * HOUR_MS).toISOString(), to: new Date(to).toISOString() };
}
