import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { readAmount } from '../read-amount.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { ApplyFloatLimit } from './apply-float-limit.js';
import type { AskForChange } from './ask-for-change.js';
import type { EndOutdatedChanges } from './end-outdated-changes.js';
import type { VendorChange } from './vendor-change.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface SetFloatLimitCommand {
  readonly vendorId: string;
  /** Decimal, in the vendor's currency. */
  readonly floatLimit: string;
}

/** What was done at once, or what waits for a second person. */
export type FloatLimitSet = { readonly vendor: Vendor } | { readonly waiting: VendorChange };

/** How far a vendor may go below nothing: less at once, more than the policy lets one person give by two. */
export class SetFloatLimit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly policies: VendorPolicyRepository,
    private readonly applyFloatLimit: ApplyFloatLimit,
    private readonly askForChange: AskForChange,
    private readonly endOutdated: EndOutdatedChanges,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.amount_invalid`, `vending.float_limit_in_use`, `vending.staff_required` */
  async execute(caller: Principal, { vendorId, floatLimit }: SetFloatLimitCommand): Promise<FloatLimitSet> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      // of two who change it at once the second one changes what the first one has said
      const vendor = await this.vendors.lock(tx, vendorId);
      const floatLimitMinor = readAmount(floatLimit, vendor.currency, { allowZero: true });
      const policy = await this.policies.current(tx, vendor.currency);
      if (floatLimitMinor <= vendor.floatLimitMinor || floatLimitMinor <= policy.floatLimitApprovalAboveMinor) {
        const limited = await this.applyFloatLimit.execute(tx, { vendorId, floatLimitMinor });
        await this.endOutdated.execute(tx, { kind: 'float-limit', vendorId, by: personOf(caller), at: this.clock.now() });
        return { vendor: limited };
      }
      const wanted = { kind: 'float-limit', vendorId, floatLimitMinor } as const;
      return { waiting: await this.askForChange.execute(tx, { caller, wanted, currency: vendor.currency }) };
    });
  }
}
