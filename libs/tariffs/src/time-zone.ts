import { monthIndex, monthOfIndex, type YearMonth } from './year-month.js';

const HOUR_MS = 3_600_000;
/** No zone has been further from UTC than this, so local midnight lies within it of UTC's. */
const WIDEST_OFFSET_MS = 16 * HOUR_MS;
/** No zone has changed its clocks twice within this; offsets themselves go down to the second. */
const SEARCH_STEP_MS = HOUR_MS / 4;
/** Zones and month starts that are remembered; beyond it they are forgotten and worked out again. */
const MAX_REMEMBERED = 2_048;

const formats = new Map<string, Intl.DateTimeFormat>();
const monthStarts = new Map<string, number>();

/** Whether the name is one of the IANA time zone database; offsets such as "+03:00" are not. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The calendar month that a clock in the time zone shows at an instant (`atMs`: milliseconds since 1970). */
export function monthAt(timeZone: string, atMs: number): YearMonth {
  const utc = new Date(atMs);
  const index = utc.getUTCFullYear() * 12 + utc.getUTCMonth();
  if (atMs >= startOfMonth(timeZone, monthOfIndex(index + 1))) return monthOfIndex(index + 1);
  return monthOfIndex(atMs >= startOfMonth(timeZone, monthOfIndex(index)) ? index : index - 1);
}

/**
 * The first instant of a month in the time zone, in milliseconds since 1970: where midnight is skipped by a clock change,
 * the moment after it.
 */
export function startOfMonth(timeZone: string, month: YearMonth): number {
  const key = `${timeZone} ${month}`;
  const known = monthStarts.get(key);
  if (known !== undefined) return known;

  const start = findStart(timeZone, month);
  if (monthStarts.size >= MAX_REMEMBERED) monthStarts.clear();
  monthStarts.set(key, start);
  return start;
}

function findStart(timeZone: string, month: YearMonth): number {
  const index = monthIndex(month);
  const utcMidnight = new Date(0).setUTCFullYear(Math.floor(index / 12), index % 12, 1);
  let inside = utcMidnight - WIDEST_OFFSET_MS;
  while (localMonth(timeZone, inside) < month && inside < utcMidnight + WIDEST_OFFSET_MS) inside += SEARCH_STEP_MS;

  let before = inside - SEARCH_STEP_MS;
  while (inside - before > 1) {
    const middle = Math.floor((before + inside) / 2);
    if (localMonth(timeZone, middle) < month) before = middle;
    else inside = middle;
  }
  return inside;
}

/** `YYYY-MM` of the local clock. */
function localMonth(timeZone: string, atMs: number): YearMonth {
  const parts = formatOf(timeZone).formatToParts(atMs);
  const year = parts.find(({ type }) => type === 'year')?.value ?? '';
  const month = parts.find(({ type }) => type === 'month')?.value ?? '';
  return `${year.padStart(4, '0')}-${month.padStart(2, '0')}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;

  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', { timeZone, year: 'numeric', month: 'numeric' });
  if (formats.size >= MAX_REMEMBERED) formats.clear();
  formats.set(timeZone, format);
  return format;
}
