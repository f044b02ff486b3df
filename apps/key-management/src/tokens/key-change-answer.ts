import { createHash } from 'node:crypto';
import type { EventData } from '@openprepay/contracts/event';
import type { KeyChangeRequestCancelled, KeyChangeRequested } from '@openprepay/contracts/key-change-requests';

/** What asks the vault to give a meter another key. */
export type KeyChangeRequest = EventData<typeof KeyChangeRequested>;

/** What takes it back. */
export type CancelledKeyChange = EventData<typeof KeyChangeRequestCancelled>;

/** What decides the set, whenever it was asked or taken back. */
export type AskedKeyChange = Omit<KeyChangeRequest, 'requestedAt'>;

/** The set that a meter takes, and the two keys that it stands between. */
export interface IssuedSet {
  readonly fromKeyId: string;
  readonly toKeyId: string;
  /** First to last part. */
  readonly tokens: readonly string[];
  readonly rollover: boolean;
  readonly sampleTables: boolean;
}

/** The vault's one answer to a key change, for good. */
export interface KeyChangeAnswer {
  readonly requestId: string;
  readonly digest: Buffer;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly answer: IssuedSet | { readonly refusal: { readonly code: string; readonly reason: string } };
  readonly answeredAt: Date;
}

/** A digest of everything that decides the set. */
export function keyChangeDigest({ meterNumber, meterPan, from, to, includeSupplyGroup = false }: AskedKeyChange): Buffer {
  const keys = [from, to].map((key) => [
    key.supplyGroupCode,
    key.keyType,
    key.keyRevision,
    key.tariffIndex,
    key.encryptionAlgorithm,
    key.decoderKeyAlgorithm,
    key.baseDate,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([meterNumber, meterPan, ...keys, ...(includeSupplyGroup ? ['supply group'] : [])]))
    .digest();
}
