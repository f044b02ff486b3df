const HOUR_MS = 3_600_000;
const NOON = 12;

/**
 * A time zone in which it is about noon: no day ends in it while a test runs that counts what was done today.
 *
 * @returns an IANA name, `Etc/GMT-3` where it is three hours later than in UTC
 */
export function zoneOfMidday(now: Date): string {
  const ahead = NOON - now.getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** When the day of `now` began in a zone that {@link zoneOfMidday} names. */
export const startOfDayAtMidday = (now: Date): Date => new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - NOON * HOUR_MS);
