import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MoneyMinor } from '@openprepay/quantities';
import { personOf } from '../person.js';
import { readAmount } from '../read-amount.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { AskForChange } from './ask-for-change.js';
import type { EndOutdatedChanges } from './end-outdated-changes.js';
import type { VendorChange } from './vendor-change.js';
import { isLooser, type VendorPolicy } from './vendor-policy.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface ChangePolicyCommand {
  /** Decimal, in the utility's currency. */
  readonly depositApprovalAbove: string;
  readonly floatLimitApprovalAbove: string;
  /** As it is, where absent. */
  readonly withdrawalApprovalAbove?: string | undefined;
}

/** What was done at once, or what waits for a second person. */
export type PolicyChanged = { readonly policy: VendorPolicy } | { readonly waiting: VendorChange };

/** What takes two people: more of it at once, less of it by two. */
export class ChangePolicy {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly policies: VendorPolicyRepository,
    private readonly askForChange: AskForChange,
    private readonly endOutdated: EndOutdatedChanges,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.amount_invalid`, `vending.staff_required` */
  async execute(caller: Principal, command: ChangePolicyCommand): Promise<PolicyChanged> {
    requireStaff(caller);
    const { utility, currency, username } = caller;
    const read = (amount: string): MoneyMinor => readAmount(amount, currency, { allowZero: true });
    const said = {
      depositApprovalAboveMinor: read(command.depositApprovalAbove),
      floatLimitApprovalAboveMinor: read(command.floatLimitApprovalAbove),
      ...(command.withdrawalApprovalAbove !== undefined && { withdrawalApprovalAboveMinor: read(command.withdrawalApprovalAbove) }),
    };
    return this.unitOfWork.run(utility, async (tx) => {
      // of two who change it at once the second one changes what the first one has said
      await this.policies.lock(tx);
      const current = await this.policies.current(tx, currency);
      const policy: VendorPolicy = { ...current, ...said };
      if (isLooser(policy, current)) {
        return { waiting: await this.askForChange.execute(tx, { caller, wanted: { kind: 'policy', policy }, currency }) };
      }
      const changedAt = this.clock.now();
      await this.policies.save(tx, { policy, changedAt, changedBy: username, approvedBy: undefined });
      await this.endOutdated.execute(tx, { kind: 'policy', vendorId: undefined, by: personOf(caller), at: changedAt });
      return { policy };
    });
  }
}
