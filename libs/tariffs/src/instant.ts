const INSTANT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|\+00:00)$/;

/**
 * Reads an RFC 3339 time in UTC; anything finer than a millisecond is cut off.
 * @returns milliseconds since 1970, or undefined for any other text, a day that the calendar has not, or a leap second
 */
export function parseInstantMs(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;

  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, milliseconds);
  // Date carries the 30th of February over into March: a time that comes back changed was none
  return date.toISOString().slice(0, 19) === text.slice(0, 19) ? date.getTime() : undefined;
}
