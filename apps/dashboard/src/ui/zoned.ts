/** Instants in the utility's time zone. */

/** `2026-11-26T09:30:00Z` → `26 Nov 2026, 12:30:00 GMT+3` */
export const dateTime = (instant: string, timeZone: string, language: string): string =>
  new Intl.DateTimeFormat(language, {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(Date.parse(instant));

/** `12:30:00`; the zone stands in the title of what shows it. */
export const timeOfDay = (instant: string, timeZone: string, language: string): string =>
  new Intl.DateTimeFormat(language, { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    Date.parse(instant),
  );

export const day = (instant: string, timeZone: string, language: string): string =>
  new Intl.DateTimeFormat(language, { timeZone, year: 'numeric', month: 'short', day: 'numeric' }).format(Date.parse(instant));

/** A day of the calendar, `2026-11-26`, wherever that is. */
export const calendarDay = (date: string, language: string): string => day(`${date}T00:00:00Z`, 'UTC', language);

/** The first instant of the day that is `instant`'s in the zone, `daysBefore` days earlier. */
export function startOfDay(instant: number, timeZone: string, daysBefore = 0): Date {
  const [year, month, date] = dateParts(instant, timeZone);
  const midnight = Date.UTC(year!, month! - 1, date! - daysBefore);
  // Twice, since the offset at midnight may differ from the one at the guess.
  const guess = midnight - offsetAt(midnight, timeZone);
  return new Date(midnight - offsetAt(guess, timeZone));
}

/** The instant of a clock on the zone's wall, `2026-11-26T09:30`; of an hour that comes twice, the one of the two that is not summer's. */
export function instantAt(wall: string, timeZone: string): Date {
  const asUtc = Date.parse(`${wall}Z`);
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(guess, timeZone));
}

/** Milliseconds that the zone is ahead of UTC at an instant. */
function offsetAt(instant: number, timeZone: string): number {
  const [year, month, date, hour, minute, second] = dateParts(instant, timeZone);
  return Date.UTC(year!, month! - 1, date, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}

function dateParts(instant: number, timeZone: string): readonly number[] {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  return (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map((wanted) =>
    Number(parts.find(({ type }) => type === wanted)!.value),
  );
}
