import { isPastKeyExpiry, tokenIdentifierAt } from '@openprepay/sts';
import { KeyManagementError } from '../key-management-error.js';
import type { KeyRevision } from '../vending-keys/vending-key.repository.js';
import { type VendingKey, labelOf } from '../vending-keys/vending-key.js';
import type { KeyChangeRequest } from './key-change-answer.js';
import type { PlannedSet } from './make-key-change-sets.js';
import { type Refusal, chooseKey, refusalOf, requireWithinIssue } from './refusal.js';

interface Asked {
  readonly request: KeyChangeRequest;
  /** Those of the two revisions, as far as there are any. */
  readonly keys: ReadonlyMap<string, VendingKey>;
  readonly now: Date;
}

export type KeyChangePlan = PlannedSet | { readonly requestId: string; readonly refused: Refusal };

export const revisionKey = ({ supplyGroupCode, keyType, keyRevision }: KeyRevision): string =>
  `${supplyGroupCode}/${keyType}/${keyRevision}`;

/** The set that a request is to have, or why it is to have none. */
export function planKeyChange({ request, keys, now }: Asked): KeyChangePlan {
  const { requestId, from, to, meterPan } = request;
  const current = chooseKey(asRequest(request, from), keys.get(revisionKey(from)));
  if ('refused' in current) return { requestId, refused: current.refused };
  const next = chooseKey(asRequest(request, to), keys.get(revisionKey(to)));
  if ('refused' in next) return { requestId, refused: next.refused };
  try {
    requireServing(next.key, { from, to, now });
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    return { requestId, refused };
  }
  const meter = {
    meterPan,
    encryptionAlgorithm: from.encryptionAlgorithm,
    tariffIndex: { from: from.tariffIndex, to: to.tariffIndex },
    rollover: isRollover(request),
    includeSupplyGroup: request.includeSupplyGroup === true,
  };
  return { requestId, from: handleOf(current.key), to: handleOf(next.key), meter };
}

/** Whether the base date moves on. */
export const isRollover = ({ from, to }: Pick<KeyChangeRequest, 'from' | 'to'>): boolean => to.baseDate > from.baseDate;

interface Change extends Pick<KeyChangeRequest, 'from' | 'to'> {
  readonly now: Date;
}

/**
 * The new key must be one that meters may be changed to, and go on with.
 * A key whose issue has ended is still left by its own set: its meters would be stranded.
 * @throws {KeyManagementError} `key-management.vending_key_not_active`, `key-management.key_issue_ended`, `key-management.algorithms_incompatible`,
 *   `key-management.base_date_back`, `key-management.key_expired`; {StsError} `sts.token_identifier_out_of_range`
 */
function requireServing(key: VendingKey, { from, to, now }: Change): void {
  if (key.state !== 'active')
    throw new KeyManagementError('key-management.vending_key_not_active', 'meters are changed to active keys only');
  requireWithinIssue(key, now);
  if (from.encryptionAlgorithm !== to.encryptionAlgorithm) {
    throw new KeyManagementError('key-management.algorithms_incompatible', 'tokens do not change a meter’s encryption algorithm');
  }
  if (to.baseDate < from.baseDate) throw new KeyManagementError('key-management.base_date_back', 'a base date only moves on');
  if (isPastKeyExpiry(tokenIdentifierAt(now, to.baseDate), key.keyExpiry)) {
    throw new KeyManagementError('key-management.key_expired', 'the new key has expired already');
  }
}

const asRequest = ({ requestId, meterNumber, meterPan, requestedAt }: KeyChangeRequest, key: KeyChangeRequest['from']) => ({
  ...key,
  requestId,
  meterNumber,
  meterPan,
  requestedAt,
  tokens: [],
});

const handleOf = (key: VendingKey) => {
  if (!key.wrapped) throw new Error('an active key has its wrapped value');
  return { label: labelOf(key), wrapped: key.wrapped };
};
