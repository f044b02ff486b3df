import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor } from '@openprepay/quantities';
import { readAmount } from '../read-amount.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { AskForChange } from './ask-for-change.js';
import type { VendorChange } from './vendor-change.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface CreateVendorCommand {
  readonly name: string;
  /** Decimal, in the utility's currency; none where absent. */
  readonly floatLimit?: string | undefined;
}

export interface CreatedVendor extends Vendor {
  /** Its float limit, where that needs a second person; it has none until then. */
  readonly waiting: VendorChange | undefined;
}

/** A new vendor, with an empty float in the utility's currency. */
export class CreateVendor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly policies: VendorPolicyRepository,
    private readonly askForChange: AskForChange,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.amount_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { name, floatLimit = '0' }: CreateVendorCommand): Promise<CreatedVendor> {
    requireStaff(caller);
    const { utility, currency } = caller;
    const floatLimitMinor = readAmount(floatLimit, currency, { allowZero: true });
    return this.unitOfWork.run(utility, async (tx) => {
      const policy = await this.policies.current(tx, currency);
      const needsTwo = floatLimitMinor > policy.floatLimitApprovalAboveMinor;
      const vendor: Vendor = {
        vendorId: this.clock.newId(),
        name,
        currency,
        floatMinor: moneyMinor(0n),
        floatLimitMinor: needsTwo ? moneyMinor(0n) : floatLimitMinor,
        createdAt: this.clock.now(),
      };
      await this.vendors.insert(tx, vendor);
      if (!needsTwo) return { ...vendor, waiting: undefined };
      const wanted = { kind: 'float-limit', vendorId: vendor.vendorId, floatLimitMinor } as const;
      return { ...vendor, waiting: await this.askForChange.execute(tx, { caller, wanted, currency }) };
    });
  }
}
