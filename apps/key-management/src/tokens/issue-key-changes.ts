import { KeyChangeIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { isPastKeyExpiry, tokenIdentifierAt } from '@openprepay/sts';
import { serviceActor } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import { KeyManagementError } from '../key-management-error.js';
import type { SecurityModule } from '../security-module/security-module.js';
import type { VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { type VendingKey, labelOf } from '../vending-keys/vending-key.js';
import { type IssuedSet, type KeyChangeAnswer, type KeyChangeRequest, keyChangeDigest } from './key-change-answer.js';
import type { KeyChangeAnswerRepository } from './key-change-answer.repository.js';
import { type Refusal, chooseKey, refusalOf, requireWithinIssue } from './refusal.js';

/**
 * Makes the sets that give meters another key. A request that was answered before gets the stored answer again; each set stands in the
 * audit log.
 */
export class IssueKeyChanges {
  constructor(
    private readonly answers: KeyChangeAnswerRepository,
    private readonly keys: VendingKeyRepository,
    private readonly securityModule: SecurityModule,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {KeyManagementError} `key-management.request_id_reused` where an id comes back with another content,
   *   `key-management.wrapped_key_invalid` where a key does not open: then nothing is answered
   */
  async execute(tx: Tx, requests: readonly Caused<KeyChangeRequest>[]): Promise<void> {
    for (const { cause, ...request } of requests) {
      await this.answers.lock(tx, request.requestId);
      const stored = await this.answers.find(tx, request.requestId);
      if (stored && !stored.digest.equals(keyChangeDigest(request))) {
        throw new KeyManagementError('key-management.request_id_reused', 'the request id belongs to another key change');
      }
      await this.publish(tx, stored ?? (await this.answer(tx, request)), cause);
    }
  }

  private async answer(tx: Tx, request: KeyChangeRequest): Promise<KeyChangeAnswer> {
    const { requestId, meterNumber, meterPan } = request;
    const answeredAt = this.clock.now();
    const made = await this.make(tx, request, answeredAt);
    const answer = 'code' in made ? { refusal: made } : made;
    const stored: KeyChangeAnswer = { requestId, digest: keyChangeDigest(request), meterNumber, meterPan, answer, answeredAt };
    await this.answers.insert(tx, stored);
    if ('refusal' in answer) return stored;
    const details = { requestId, meterNumber, toKeyId: answer.toKeyId, rollover: answer.rollover };
    await this.audit.append(tx, { at: answeredAt, actor: serviceActor, action: 'key-change.issued', target: answer.fromKeyId, details });
    return stored;
  }

  private async make(tx: Tx, request: KeyChangeRequest, now: Date): Promise<IssuedSet | Refusal> {
    const { from, to, meterPan } = request;
    const found = await this.keys.ofRevisions(tx, [from, to]);
    const keyOf = (wanted: KeyChangeRequest['from']): VendingKey | undefined =>
      found.find(
        ({ supplyGroupCode, keyType, keyRevision }) =>
          supplyGroupCode === wanted.supplyGroupCode && keyType === wanted.keyType && keyRevision === wanted.keyRevision,
      );
    const current = chooseKey(asRequest(request, from), keyOf(from));
    if ('refused' in current) return current.refused;
    const next = chooseKey(asRequest(request, to), keyOf(to));
    if ('refused' in next) return next.refused;
    try {
      requireServing(next.key, { from, to, now });
      const rollover = to.baseDate > from.baseDate;
      const { encryptionAlgorithm } = from;
      const tokens = await this.securityModule.issueKeyChangeSet({
        from: handleOf(current.key),
        to: handleOf(next.key),
        meterPan,
        encryptionAlgorithm,
        tariffIndex: { from: from.tariffIndex, to: to.tariffIndex },
        rollover,
      });
      const sampleTables = encryptionAlgorithm === 'EA07' && this.securityModule.usesSampleTables;
      return { fromKeyId: current.key.id, toKeyId: next.key.id, tokens, rollover, sampleTables };
    } catch (error) {
      const refused = refusalOf(error);
      // a damaged key is an outage of that key, never an answer
      if (!refused || refused.code === 'key-management.wrapped_key_invalid') throw error;
      return refused;
    }
  }

  private async publish(tx: Tx, { requestId, meterNumber, meterPan, answer, answeredAt }: KeyChangeAnswer, cause: Caused<object>['cause']) {
    const meter = { requestId, meterNumber, meterPan };
    if ('refusal' in answer) {
      await this.outbox.append(tx, TokenRefused, { ...meter, ...answer.refusal, refusedAt: answeredAt }, { cause });
      return;
    }
    const { rollover, sampleTables } = answer;
    const tokens = answer.tokens.map((token, index) => ({ token, part: index + 1, parts: answer.tokens.length }));
    await this.outbox.append(tx, KeyChangeIssued, { ...meter, tokens, rollover, sampleTables, issuedAt: answeredAt }, { cause });
  }
}

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
