import { instantOf } from '@openprepay/sts';
import type { VendingKey } from '../vending-keys/vending-key.js';

/** What ends of a key: its issue, as its centre has set it; its expiry, by its number; or the identifiers of its base date. */
export const expiryKinds = ['issued-until', 'key-expiry', 'base-date'] as const;
export type ExpiryKind = (typeof expiryKinds)[number];

export interface Expiry {
  readonly what: ExpiryKind;
  /** The first moment at which no token is made any more. */
  readonly at: Date;
}

/** An end of a key, and the meters that are on it as far as vending has told. */
export interface KeyExpiry extends Expiry {
  readonly key: VendingKey;
  readonly meters: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** An expiry number is the upper byte of a token identifier, which counts minutes. */
const KEY_EXPIRY_SHIFT = 16;
/** The number of a key that ends with its base date. */
const NEVER = 255;

/** Days ahead of an end at which it is told of, the last one last. */
export const WARNING_DAYS = [90, 30, 7] as const;

/** All that ends of a key. @source IEC 62055-41 6.1.10, key expiry number; 6.3.5.1, base dates */
export function expiriesOf({
  issuedUntil,
  keyExpiry,
  baseDate,
}: Pick<VendingKey, 'issuedUntil' | 'keyExpiry' | 'baseDate'>): readonly Expiry[] {
  /** The first minute after all those whose identifiers have this upper byte. */
  const after = (upperByte: number): Date => new Date(instantOf(((upperByte + 1) << KEY_EXPIRY_SHIFT) - 1, baseDate).getTime() + MINUTE_MS);
  return [
    ...(issuedUntil ? [{ what: 'issued-until', at: issuedUntil } as const] : []),
    ...(keyExpiry < NEVER ? [{ what: 'key-expiry', at: after(keyExpiry) } as const] : []),
    { what: 'base-date', at: after(NEVER) },
  ];
}

/** The last warning that an end is due for; undefined where it is further off, or behind. */
export function warningDue(at: Date, now: Date): (typeof WARNING_DAYS)[number] | undefined {
  if (at <= now) return undefined;
  return WARNING_DAYS.findLast((days) => at.getTime() - now.getTime() <= days * DAY_MS);
}

/** The moment that lies so many days ahead. */
export const daysAfter = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);
