import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { type CommissionRule, earnsMore } from '../commissions/commission.js';
import type { CommissionRepository } from '../commissions/commission.repository.js';
import { readRules, type WrittenRule } from '../commissions/read-rules.js';
import type { SaidCommission } from '../commissions/said-commission.js';
import { personOf } from '../person.js';
import { VendingError } from '../vending-error.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { AskForChange } from './ask-for-change.js';
import type { EndOutdatedChanges } from './end-outdated-changes.js';
import type { VendorChange } from './vendor-change.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface SetCommissionCommand {
  readonly vendorId: string;
  readonly commission: readonly WrittenRule[];
  /** RFC 3339; now, where absent. */
  readonly effectiveFrom?: string | undefined;
}

/** What was said at once, or what waits for a second person. */
export type CommissionSet = { readonly vendor: Vendor; readonly said: SaidCommission } | { readonly waiting: VendorChange };

/**
 * Says what a vendor earns by its sales from now or from later on. Sales of before keep what they have earned. What it earns has no
 * bound: where the utility has said above which deposits it takes two people, more of it takes two always.
 */
export class SetCommission {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly commissions: CommissionRepository,
    private readonly policies: VendorPolicyRepository,
    private readonly askForChange: AskForChange,
    private readonly endOutdated: EndOutdatedChanges,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.commission_invalid`, `vending.amount_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { vendorId, commission, effectiveFrom }: SetCommissionCommand): Promise<CommissionSet> {
    requireStaff(caller);
    const changedAt = this.clock.now();
    const from = effectiveFrom === undefined ? undefined : new Date(effectiveFrom);
    if (from && from < changedAt)
      throw new VendingError('vending.commission_invalid', 'sales of before keep what they have earned: it begins now at the earliest');
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const vendor = await this.vendors.require(tx, vendorId);
      const rules = readRules(commission, vendor.currency);
      await this.commissions.lock(tx, vendorId);
      if ((await this.policies.isSaid(tx)) && (await this.isMore(tx, vendorId, { rules, from: from ?? changedAt }))) {
        const wanted = { kind: 'commission', vendorId, rules, effectiveFrom: from } as const;
        return { waiting: await this.askForChange.execute(tx, { caller, wanted, currency: vendor.currency }) };
      }
      const terms = { vendorId, rules, effectiveFrom: from ?? changedAt };
      const said = await this.commissions.add(tx, { ...terms, changedAt, changedBy: caller.username });
      await this.endOutdated.execute(tx, { kind: 'commission', vendorId, by: personOf(caller), at: changedAt });
      return { vendor, said };
    });
  }

  /**
   * Than what would be in force at any moment from then on: of two who say less and more in turn nobody says more by themselves. What is
   * compared is locked.
   */
  private async isMore(tx: Tx, vendorId: string, { rules, from }: { readonly rules: readonly CommissionRule[]; readonly from: Date }) {
    const standing = await this.commissions.standing(tx, vendorId, from);
    const inForce = standing.filter(({ effectiveFrom }) => effectiveFrom <= from);
    return inForce.length === 0 ? earnsMore(rules, []) : standing.some((before) => earnsMore(rules, before.rules));
  }
}
