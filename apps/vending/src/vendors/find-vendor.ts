import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { vendorScope } from './vendor-scope.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

/** One vendor; a vendor's user sees its own only. */
export class FindVendor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours` */
  async execute(caller: Principal, { vendorId }: { readonly vendorId: string }): Promise<Vendor> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    return this.unitOfWork.run(caller.utility, (tx) => this.vendors.require(tx, vendorId));
  }
}
