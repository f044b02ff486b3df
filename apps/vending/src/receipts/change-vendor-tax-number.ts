import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { VendorTaxNumberRepository } from './vendor-tax-number.repository.js';

export interface ChangeVendorTaxNumberCommand {
  readonly vendorId: string;
  /** None, where absent. */
  readonly taxNumber?: string | undefined;
}

/** Which tax number of a vendor receipts have beside the utility's, of what it sells from now on. */
export class ChangeVendorTaxNumber {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly taxNumbers: VendorTaxNumberRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.staff_required` */
  async execute(caller: Principal, { vendorId, taxNumber }: ChangeVendorTaxNumberCommand): Promise<string | undefined> {
    requireStaff(caller);
    const change = { vendorId, taxNumber, changedBy: personOf(caller), changedAt: this.clock.now() };
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.vendors.require(tx, vendorId);
      await this.taxNumbers.add(tx, change);
      return taxNumber;
    });
  }
}
