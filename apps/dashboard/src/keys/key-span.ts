/** How long keys may be used, from their numbers. */

const MINUTE_MS = 60_000;
/** One step of an expiry number, in minutes: the low 16 bits of a token identifier. */
const MINUTES_OF_STEP = 65_536;
/** A key with this number lasts as long as its base date has token identifiers. */
export const LASTS_WITH_BASE_DATE = 255;

/** The first instant (ISO 8601) whose token identifier a key of this expiry number may not encode any more. */
export const expiresAt = (keyExpiry: number, baseDate: number): string =>
  new Date(Date.UTC(baseDate, 0, 1) + (keyExpiry + 1) * MINUTES_OF_STEP * MINUTE_MS).toISOString();

/** `C15C41` → `C1 5C 41`: two values are compared pair by pair. */
export const inPairs = (kcv: string): string => kcv.replaceAll(/(.{2})(?=.)/g, '$1 ');
