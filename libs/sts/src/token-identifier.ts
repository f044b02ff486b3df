import { StsError } from './sts-error.js';

/** The year whose first minute (UTC) is token identifier 0. */
export type BaseDate = 1993 | 2014 | 2035;

export const BASE_DATES = [1993, 2014, 2035] as const satisfies readonly BaseDate[];
/** The largest token identifier: the field has 24 bits. */
export const MAX_TOKEN_IDENTIFIER = 0xff_ffff;

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;
const RESERVED_MINUTE_OF_DAY = 1;
const KEY_EXPIRY_SHIFT = 16;
const KEY_NEVER_EXPIRES = 255;

/**
 * The token identifier of an instant: whole minutes since the base date, in UTC, seconds dropped.
 * The reserved minute is not skipped; `nextTokenIdentifier` does that.
 *
 * @throws {StsError} `sts.token_identifier_out_of_range` before the base date or beyond 24 bits; `sts.base_date_unknown`
 * @source IEC 62055-41 6.3.5.1, TokenIdentifier
 */
export function tokenIdentifierAt(at: Date, baseDate: BaseDate): number {
  const minutes = minutesSince(at, baseDate);
  if (minutes > MAX_TOKEN_IDENTIFIER) {
    throw new StsError('sts.token_identifier_out_of_range', `${at.toISOString()} has no token identifier on base date ${baseDate}`);
  }
  return minutes;
}

/**
 * The first instant of a token identifier's minute.
 *
 * @throws {StsError} `sts.token_identifier_out_of_range` unless an integer 0..0xFFFFFF; `sts.base_date_unknown`
 */
export function instantOf(tokenIdentifier: number, baseDate: BaseDate): Date {
  requireTokenIdentifier(tokenIdentifier);
  return new Date(baseInstantMs(baseDate) + tokenIdentifier * MINUTE_MS);
}

/**
 * Whether an identifier is the minute 00:01 of a day, kept for tokens that may be used more than once.
 *
 * @throws {StsError} `sts.token_identifier_out_of_range`
 * @source IEC 62055-41 6.3.5.2, special reserved TID
 */
export function isReserved(tokenIdentifier: number): boolean {
  requireTokenIdentifier(tokenIdentifier);
  return tokenIdentifier % MINUTES_PER_DAY === RESERVED_MINUTE_OF_DAY;
}

/**
 * Whether a key that expires at `keyExpiry` (KEN) may no longer encode or accept an identifier. One unit of
 * KEN is 65 536 minutes; 255 never expires.
 *
 * @throws {StsError} `sts.token_identifier_out_of_range`, `sts.key_expiry_out_of_range`
 * @source IEC 62055-41 6.1.10, KeyExpiryNumber
 */
export function isPastKeyExpiry(tokenIdentifier: number, keyExpiry: number): boolean {
  requireTokenIdentifier(tokenIdentifier);
  requireKeyExpiry(keyExpiry);
  return tokenIdentifier >>> KEY_EXPIRY_SHIFT > keyExpiry;
}

/** What the next identifier of one meter depends on. */
export interface TokenIdentifierRequest {
  /** When the token is issued. */
  readonly at: Date;
  readonly baseDate: BaseDate;
  /** The identifier of the meter's last token on this base date; undefined when it has none. */
  readonly lastIssued: number | undefined;
  /** KEN of the key that will encrypt the token, 0..255; left out when the key never expires. */
  readonly keyExpiry?: number | undefined;
}

/**
 * The identifier for a meter's next token: this minute, or the one after the last issued if that is later,
 * skipping the reserved minute of each day. It grows with each call that is given the last answer, so no two
 * tokens of a meter share one.
 *
 * @throws {StsError} `sts.token_identifier_exhausted` beyond 0xFFFFFF: the meter needs its next base date;
 * `sts.key_expired` beyond the key's expiry; `sts.token_identifier_out_of_range` before the base date
 * @source IEC 62055-41 6.3.5.2
 */
export function nextTokenIdentifier(request: TokenIdentifierRequest): number {
  const { at, baseDate, lastIssued, keyExpiry } = request;
  if (lastIssued !== undefined) requireTokenIdentifier(lastIssued);
  const earliest = Math.max(minutesSince(at, baseDate), lastIssued === undefined ? 0 : lastIssued + 1);
  const next = earliest % MINUTES_PER_DAY === RESERVED_MINUTE_OF_DAY ? earliest + 1 : earliest;

  if (next > MAX_TOKEN_IDENTIFIER) {
    throw new StsError('sts.token_identifier_exhausted', `base date ${baseDate} has no identifier left: the meter needs the next one`);
  }
  if (keyExpiry !== undefined && isPastKeyExpiry(next, keyExpiry)) {
    throw new StsError('sts.key_expired', `the key's expiry number ${keyExpiry} lies before this token's minute`);
  }
  return next;
}

/** @throws {StsError} `sts.token_identifier_out_of_range` unless an integer 0..0xFFFFFF */
export function requireTokenIdentifier(tokenIdentifier: number): void {
  if (!Number.isInteger(tokenIdentifier) || tokenIdentifier < 0 || tokenIdentifier > MAX_TOKEN_IDENTIFIER) {
    throw new StsError('sts.token_identifier_out_of_range', 'a token identifier is an integer from 0 to 16777215');
  }
}

/** @throws {StsError} `sts.key_expiry_out_of_range` unless an integer 0..255 */
export function requireKeyExpiry(keyExpiry: number): void {
  if (!Number.isInteger(keyExpiry) || keyExpiry < 0 || keyExpiry > KEY_NEVER_EXPIRES) {
    throw new StsError('sts.key_expiry_out_of_range', 'a key expiry number is an integer from 0 to 255');
  }
}

function minutesSince(at: Date, baseDate: BaseDate): number {
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new TypeError('an instant is a valid Date');
  const minutes = Math.floor((at.getTime() - baseInstantMs(baseDate)) / MINUTE_MS);
  if (minutes < 0) {
    throw new StsError('sts.token_identifier_out_of_range', `${at.toISOString()} lies before base date ${baseDate}`);
  }
  return minutes;
}

/** @throws {StsError} `sts.base_date_unknown` unless 1993, 2014 or 2035 */
export function requireBaseDate(baseDate: BaseDate): void {
  if (!BASE_DATES.includes(baseDate)) throw new StsError('sts.base_date_unknown', 'a base date is 1993, 2014 or 2035');
}

function baseInstantMs(baseDate: BaseDate): number {
  requireBaseDate(baseDate);
  return Date.UTC(baseDate, 0, 1);
}
