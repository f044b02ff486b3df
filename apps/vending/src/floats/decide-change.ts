import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSecondPerson } from '@openprepay/runtime/second-person';
import type { CommissionRepository } from '../commissions/commission.repository.js';
import { personOf } from '../person.js';
import { VendingError } from '../vending-error.js';
import type { BookDeposit } from '../vendors/book-deposit.js';
import type { BookWithdrawal } from '../vendors/book-withdrawal.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { ApplyFloatLimit } from './apply-float-limit.js';
import type { EndOutdatedChanges } from './end-outdated-changes.js';
import { type Decision, requireOpen, type VendorChange, type WantedChange } from './vendor-change.js';
import type { VendorChangeRepository } from './vendor-change.repository.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface DecideChangeCommand {
  readonly changeId: string;
  /** Why it is not to be; undefined where it is. */
  readonly refusal: string | undefined;
}

/** Does what one person has asked for because another one wants it too, or says why not. Both stand in the record. */
export class DecideChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: VendorChangeRepository,
    private readonly bookDeposit: BookDeposit,
    private readonly bookWithdrawal: BookWithdrawal,
    private readonly applyFloatLimit: ApplyFloatLimit,
    private readonly commissions: CommissionRepository,
    private readonly policies: VendorPolicyRepository,
    private readonly vendors: VendorRepository,
    private readonly endOutdated: EndOutdatedChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever asked may refuse it: that takes it back. Of a policy, a float limit or a commission the later word stands: what was asked for
   * before it has been decided on with it.
   * @throws {VendingError} `vending.vendor_change_unknown`, `vending.vendor_change_decided`, `vending.deposit_reference_reused`,
   *   `vending.float_limit_in_use`, `vending.withdrawal_exceeds_float`, `vending.staff_required`; {SecondPersonRequired} `vending.second_person_required`
   */
  async execute(caller: Principal, { changeId, refusal }: DecideChangeCommand): Promise<VendorChange> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const change = await this.changes.require(tx, changeId);
      requireOpen(change);
      const { requestedBy, requestedAt } = change;
      if (refusal === undefined) {
        requireSecondPerson(caller, { requestedBy: requestedBy.subject, requestedAt }, 'vending.second_person_required');
      }
      await this.lock(tx, change.wanted);
      const state = refusal === undefined ? 'done' : 'refused';
      const decision: Decision = { state, decidedBy: personOf(caller), decidedAt: this.clock.now(), refusal };
      if (!(await this.changes.decide(tx, changeId, decision))) {
        throw new VendingError('vending.vendor_change_decided', 'somebody else has decided meanwhile');
      }
      const decided = { ...change, decision };
      if (refusal === undefined) await this.apply(tx, decided);
      return decided;
    });
  }

  /** Before the change itself, as whoever says something else at once takes them. */
  private async lock(tx: Tx, wanted: WantedChange): Promise<void> {
    if (wanted.kind === 'policy') await this.policies.lock(tx);
    if (wanted.kind === 'commission') await this.commissions.lock(tx, wanted.vendorId);
    if (wanted.kind === 'float-limit') await this.vendors.lock(tx, wanted.vendorId);
  }

  private async apply(tx: Tx, { changeId, wanted, currency, requestedBy, decision }: VendorChange & { readonly decision: Decision }) {
    const { decidedAt, decidedBy } = decision;
    const since = { by: decidedBy, at: decidedAt, asked: changeId };
    switch (wanted.kind) {
      case 'deposit': {
        const { kind: _kind, ...deposit } = wanted;
        const people = { depositedBy: requestedBy.username, approvedBy: decidedBy.username };
        const booked = await this.bookDeposit.execute(tx, { ...deposit, ...people, currency, depositId: changeId, depositedAt: decidedAt });
        if (booked.replayed) throw new VendingError('vending.deposit_reference_reused', 'this reference has been paid in meanwhile');
        return;
      }
      case 'float-limit':
        await this.applyFloatLimit.execute(tx, wanted);
        await this.endOutdated.execute(tx, { ...since, kind: wanted.kind, vendorId: wanted.vendorId });
        return;
      case 'withdrawal': {
        const { kind: _kind, ...withdrawal } = wanted;
        const people = { requestedBy, approvedBy: decidedBy.username };
        await this.bookWithdrawal.execute(tx, { ...withdrawal, ...people, currency, withdrawalId: changeId, withdrawnAt: decidedAt });
        return;
      }
      case 'commission': {
        const { kind, effectiveFrom, ...terms } = wanted;
        const from = effectiveFrom && effectiveFrom > decidedAt ? effectiveFrom : decidedAt;
        await this.commissions.add(tx, { ...terms, effectiveFrom: from, changedAt: decidedAt, changedBy: requestedBy.username });
        await this.endOutdated.execute(tx, { ...since, kind, vendorId: terms.vendorId });
        return;
      }
      case 'policy': {
        const { kind, policy } = wanted;
        const people = { changedBy: requestedBy.username, approvedBy: decidedBy.username };
        await this.policies.save(tx, { policy, changedAt: decidedAt, ...people });
        await this.endOutdated.execute(tx, { ...since, kind, vendorId: undefined });
      }
    }
  }
}
