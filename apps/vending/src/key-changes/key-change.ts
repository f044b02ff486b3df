import type { KeyChangeToken } from '@openprepay/contracts/key-management';
import type { MeterKeyData } from '../meters/meter.js';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';

export type KeyChangeState = 'awaiting-tokens' | 'issued' | 'confirmed' | 'cancelled' | 'failed';

/** The set that the meter takes. */
export interface IssuedSet {
  readonly tokens: readonly KeyChangeToken[];
  readonly rollover: boolean;
  readonly sampleTables: boolean;
  readonly at: Date;
}

/** Nobody wants it any more, and the vault had not answered yet. */
export interface KeyChangeCancellation {
  readonly cancelledBy: Person;
  readonly cancelledAt: Date;
  readonly reason: string;
}

/** Another key for a meter: ordered, issued, and then confirmed by the meter or a person, or cancelled. */
export interface KeyChange {
  readonly keyChangeId: string;
  /** Undefined where nobody repeats it. */
  readonly idempotencyKey: string | undefined;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly from: MeterKeyData;
  readonly to: MeterKeyData;
  readonly reason: string;
  readonly requestedBy: Person;
  readonly requestedAt: Date;
  /** Whether the set has a token for the supply group: the meter's model takes three, and its key has 64 bits. */
  readonly includeSupplyGroup: boolean;
  /** Whether the set is not sent to a connected meter: it goes in front of a vend, or is entered by hand. */
  readonly byHand: boolean;
  readonly state: KeyChangeState;
  readonly cancellation: KeyChangeCancellation | undefined;
  readonly issued: IssuedSet | undefined;
  readonly failure: { readonly code: string; readonly reason: string } | undefined;
  /** Of what is confirmed or cancelled; nobody where the meter itself has said it. */
  readonly endedBy: Person | undefined;
  readonly endedAt: Date | undefined;
  /** What shows that it is confirmed, or why it was cancelled. */
  readonly remark: string | undefined;
}

export const isAnswered = ({ state }: KeyChange): boolean => state !== 'awaiting-tokens';

/** Whether two keys are one. */
export const isSameKey = (one: MeterKeyData, other: MeterKeyData): boolean =>
  one.supplyGroupCode === other.supplyGroupCode &&
  one.keyType === other.keyType &&
  one.keyRevision === other.keyRevision &&
  one.tariffIndex === other.tariffIndex &&
  one.encryptionAlgorithm === other.encryptionAlgorithm &&
  one.decoderKeyAlgorithm === other.decoderKeyAlgorithm &&
  one.baseDate === other.baseDate;

/** @throws {VendingError} `vending.key_change_ended` where it is neither to be confirmed nor cancelled any more */
export function requireIssued(change: KeyChange): void {
  if (change.state === 'issued') return;
  throw new VendingError('vending.key_change_ended', `key change ${change.keyChangeId} is ${change.state}`);
}
