import type { LampState } from '../ui/lamp.js';

const SOON_MS = 90 * 86_400_000;

/**
 * Whether a certificate holds still.
 *
 * @param certificate undefined where there is none; `validUntil` is the last day on which it holds, `2027-03-31`
 * @param now milliseconds since 1970
 */
export function certificateState(
  certificate: { readonly validUntil?: string | undefined } | undefined,
  now: number,
  timeZone: string,
): { readonly lamp: LampState; readonly word: 'none' | 'valid' | 'soon' | 'expired' } {
  if (certificate === undefined) return { lamp: 'unknown', word: 'none' };
  const { validUntil } = certificate;
  if (validUntil === undefined) return { lamp: 'good', word: 'valid' };
  if (validUntil < dayOf(now, timeZone)) return { lamp: 'bad', word: 'expired' };
  return validUntil < dayOf(now + SOON_MS, timeZone) ? { lamp: 'warning', word: 'soon' } : { lamp: 'good', word: 'valid' };
}

/** As certificates write a day; of these the later one is the greater text. */
const dayOf = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(instant);
