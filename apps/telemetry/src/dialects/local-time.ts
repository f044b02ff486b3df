/** `2026-11-26T10:00:00`, with a zone or without. */
const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?$/;
const MINUTE_MS = 60_000;
const MAX_FORMATS = 64;

/**
 * The instant that a device wrote; where it names no zone, by a clock in `timeZone`. An hour that comes twice is the first of the two.
 *
 * @returns undefined of what is no time
 */
export function instantOf(text: string, timeZone: string): Date | undefined {
  const match = WRITTEN.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (!Number.isFinite(asUtc) || new Date(asUtc).getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = match[7];
  return new Date(zone === undefined ? toUtc(asUtc, timeZone) : asUtc - offsetOf(zone));
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * MINUTE_MS;
}

/** With the offset of either side of a change of the clock; the earlier instant that shows the same time is the one meant. */
function toUtc(localMs: number, timeZone: string): number {
  const DAY_MS = 1_440 * MINUTE_MS;
  const candidates = [localMs - DAY_MS, localMs + DAY_MS].map((near) => localMs - shift(near, timeZone));
  const shown = candidates.filter((instant) => instant + shift(instant, timeZone) === localMs);
  return Math.min(...(shown.length > 0 ? shown : candidates));
}

/** How far a clock in the zone is ahead of UTC at an instant, in milliseconds. */
function shift(atMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} of a zone that the IANA data base does not have */
export function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', { timeZone, hourCycle: 'h23', ...fields });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(timeZone, format);
  return format;
}
