import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { VendorTaxNumberRepository } from './vendor-tax-number.repository.js';

/** Which tax number of a vendor receipts have now. */
export class FindVendorTaxNumber {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly taxNumbers: VendorTaxNumberRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown` */
  async execute({ utility }: Principal, { vendorId }: { readonly vendorId: string }): Promise<string | undefined> {
    return this.unitOfWork.run(utility, async (tx) => {
      await this.vendors.require(tx, vendorId);
      return this.taxNumbers.at(tx, vendorId, this.clock.now());
    });
  }
}
