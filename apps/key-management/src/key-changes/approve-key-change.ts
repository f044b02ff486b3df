import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSecondPerson } from '@openprepay/runtime/second-person';
import type { AuditedRefusals } from '../audit/audited-refusals.js';
import { KeyManagementError } from '../key-management-error.js';
import type { MoveVendingKey } from '../vending-keys/move-vending-key.js';
import { requireCustodian } from '../vending-keys/require-custodian.js';
import type { VendingKeyRepository } from '../vending-keys/vending-key.repository.js';
import { type VendingKey, moveTo, reactivate } from '../vending-keys/vending-key.js';
import type { KeyChangeRepository } from './key-change.repository.js';
import { type KeyChange, type KeyChangeKind, requireApprovable } from './key-change.js';

/** Does what one custodian has asked for, because another one wants it too. Both stand in the record. */
export class ApproveKeyChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: VendingKeyRepository,
    private readonly changes: KeyChangeRepository,
    private readonly moveVendingKey: MoveVendingKey,
    private readonly refusals: AuditedRefusals,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {KeyManagementError} `…custodian_required`, `…key_change_unknown`, `…key_change_decided`, `…key_change_too_early`,
   * `…key_change_expired`, `…vending_key_transition`, `…vending_key_exists` where its revision is another key's by now
   * @throws {SecondPersonRequired} `…second_person_required`
   */
  async execute(caller: Principal, { changeId }: { readonly changeId: string }): Promise<KeyChange> {
    return this.refusals.watch(caller, { action: 'vending-key.approval-refused', target: changeId }, async () => {
      requireCustodian(caller, 'approve a change of a key');
      return this.approve(caller, changeId);
    });
  }

  private async approve(caller: Principal, changeId: string): Promise<KeyChange> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const now = this.clock.now();
      const { vendingKeyId } = await this.changes.require(tx, changeId);
      // The key first, as those who ask do; what was asked for is read under its lock.
      const before = await this.keys.lock(tx, vendingKeyId);
      const change = await this.changes.require(tx, changeId);
      requireApprovable(change, now);
      requireSecondPerson(
        caller,
        { requestedBy: change.requestedBy.subject, requestedAt: change.requestedAt },
        'key-management.second_person_required',
      );
      const decidedBy = { subject: caller.subject, username: caller.username };
      if (!(await this.changes.decide(tx, change.id, { state: 'done', decidedBy, decidedAt: now }))) {
        throw new KeyManagementError('key-management.key_change_decided', 'somebody else has decided meanwhile');
      }
      const { requestedBy, urgent, id } = change;
      await this.moveVendingKey.execute(
        tx,
        { before, key: changed(before, change.change, now) },
        { actor: caller, details: { changeId: id, urgent, askedBy: requestedBy.username, askedBySubject: requestedBy.subject } },
      );
      return { ...change, state: 'done', decidedBy, decidedAt: now };
    });
  }
}

const changed = (key: VendingKey, change: KeyChangeKind, now: Date) =>
  change === 'retire'
    ? { ...moveTo(key, 'retired', now), state: 'retired' as const }
    : { ...reactivate(key, now), state: 'active' as const };
