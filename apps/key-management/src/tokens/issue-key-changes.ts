import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { type AuditRecord, serviceActor } from '../audit/audit-entry.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { SecurityModule } from '../security-module/security-module.js';
import type { KeyRevision, VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import type { VendingKey } from '../vending-keys/vending-key.js';
import { type IssuedSet, type KeyChangeAnswer, type KeyChangeRequest, keyChangeDigest } from './key-change-answer.js';
import type { KeyChangeAnswerRepository } from './key-change-answer.repository.js';
import { type MadeSet, type PlannedSet, makeKeyChangeSets } from './make-key-change-sets.js';
import { isRollover, planKeyChange, revisionKey } from './plan-key-change.js';
import { type PublishKeyChanges, answerTo } from './publish-key-changes.js';
import type { Refusal } from './refusal.js';

/**
 * Makes the sets that give meters another key, a batch of them in one transaction. However many they are, the database is asked a few
 * times. A request that was answered before gets the stored answer again; each set stands in the audit log.
 */
export class IssueKeyChanges {
  constructor(
    private readonly answers: KeyChangeAnswerRepository,
    private readonly keys: VendingKeyRepository,
    private readonly securityModule: SecurityModule,
    private readonly publishAnswers: PublishKeyChanges,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {KeyManagementError} `key-management.request_id_reused` where an id comes back with another content,
   *   `key-management.wrapped_key_invalid` where a key does not open: then nothing is answered
   */
  async execute(tx: Tx, requests: readonly Caused<KeyChangeRequest>[]): Promise<void> {
    const distinct = [...new Map(requests.map(({ cause: _cause, ...request }) => [request.requestId, request])).values()];
    const ids = distinct.map(({ requestId }) => requestId);
    const [stored, keys] = await Promise.all([this.answers.find(tx, ids), this.keys.ofRevisions(tx, revisionsOf(distinct))]);
    const answers = new Map(stored.map((answer) => [answer.requestId, answer]));
    const missing = distinct.filter(({ requestId }) => !answers.has(requestId));
    const fresh = await this.answer(missing, new Map(keys.map((key) => [revisionKey(key), key])));
    const kept = await this.keep(tx, fresh);
    for (const answer of [...kept.ours, ...kept.others]) answers.set(answer.requestId, answer);

    await this.publishAnswers.execute(
      tx,
      requests.map((request) => ({ ...answerTo(request, answers), cause: request.cause })),
    );
    await this.audit.append(tx, ...kept.ours.flatMap(auditRecords));
  }

  private async answer(requests: readonly KeyChangeRequest[], keys: ReadonlyMap<string, VendingKey>): Promise<readonly KeyChangeAnswer[]> {
    const answeredAt = this.clock.now();
    const plans = requests.map((request) => planKeyChange({ request, keys, now: answeredAt }));
    const made = await makeKeyChangeSets(
      this.securityModule,
      plans.filter((plan): plan is PlannedSet => 'meter' in plan),
    );
    return requests.map((request, index) => {
      const plan = plans[index]!;
      const { requestId, meterNumber, meterPan } = request;
      const answer = 'refused' in plan ? { refusal: plan.refused } : this.outcome(request, made.get(requestId));
      return { requestId, digest: keyChangeDigest(request), meterNumber, meterPan, answer, answeredAt };
    });
  }

  private outcome(request: KeyChangeRequest, made: MadeSet | undefined): IssuedSet | { readonly refusal: Refusal } {
    if (!made) throw new Error('every planned set is made');
    if ('refused' in made) return { refusal: made.refused };
    const { encryptedBy, ...set } = made;
    const sampleTables = encryptedBy === 'EA07' && this.securityModule.usesSampleTables;
    return { ...set, rollover: isRollover(request), sampleTables };
  }

  /** Stores answers. Whoever asked for the same at the same time is waited for, and what was stored then is the answer. */
  private async keep(tx: Tx, fresh: readonly KeyChangeAnswer[]) {
    const stored = new Set(await this.answers.insert(tx, fresh));
    const ours = fresh.filter(({ requestId }) => stored.has(requestId));
    const late = fresh.filter(({ requestId }) => !stored.has(requestId)).map(({ requestId }) => requestId);
    return { ours, others: await this.answers.find(tx, late) };
  }
}

function auditRecords({ requestId, meterNumber, answer, answeredAt }: KeyChangeAnswer): readonly AuditRecord[] {
  if ('refusal' in answer) return [];
  const details = { requestId, meterNumber, toKeyId: answer.toKeyId, rollover: answer.rollover };
  return [{ at: answeredAt, actor: serviceActor, action: 'key-change.issued', target: answer.fromKeyId, details }];
}

const revisionsOf = (requests: readonly KeyChangeRequest[]): readonly KeyRevision[] => [
  ...new Map(requests.flatMap(({ from, to }) => [from, to]).map((key) => [revisionKey(key), key])).values(),
];
