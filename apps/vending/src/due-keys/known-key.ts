import type { EventData } from '@openprepay/contracts/event';
import type { VendingKeyChanged } from '@openprepay/contracts/key-management';
import { memberText } from '@openprepay/contracts/open-enum';
import type { BaseDate } from '@openprepay/contracts/wire';
import { instantOf, MAX_TOKEN_IDENTIFIER } from '@openprepay/sts';

const MINUTE_MS = 60_000;
/** An expiry number is the upper byte of a token identifier, which counts minutes. */
const KEY_EXPIRY_SHIFT = 16;

/** A vending key as the vault tells of it. */
export interface KnownKey {
  readonly vendingKeyId: string;
  readonly supplyGroupCode: string;
  readonly keyType: number;
  readonly keyRevision: number;
  readonly baseDate: BaseDate;
  readonly decoderKeyAlgorithm: string;
  readonly state: string;
  /** The first minute that the key has identifiers for, and may be used in. */
  readonly countsFrom: Date;
  /** The first minute that it has none for, or may not be used in any more. */
  readonly expiresAt: Date;
  readonly changedAt: Date;
}

/** @source IEC 62055-41 6.1.10, key expiry number */
export const knownKey = ({
  keyExpiry,
  decoderKeyAlgorithm,
  state,
  kcv: _kcv,
  activeFrom,
  issuedUntil,
  ...key
}: EventData<typeof VendingKeyChanged>): KnownKey => ({
  ...key,
  decoderKeyAlgorithm: memberText(decoderKeyAlgorithm),
  state: memberText(state),
  countsFrom: later(instantOf(0, key.baseDate), activeFrom),
  expiresAt: earlier(new Date(instantOf(lastIdentifier(keyExpiry), key.baseDate).getTime() + MINUTE_MS), issuedUntil),
});

const later = (one: Date, other: Date | undefined): Date => (other && other > one ? other : one);
const earlier = (one: Date, other: Date | undefined): Date => (other && other < one ? other : one);

const lastIdentifier = (keyExpiry: number): number => Math.min(((keyExpiry + 1) << KEY_EXPIRY_SHIFT) - 1, MAX_TOKEN_IDENTIFIER);
