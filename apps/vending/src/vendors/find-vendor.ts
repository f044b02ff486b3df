import type { Principal } from '@openprepay/contracts/identity';
import { SharedReads } from '@openprepay/pace/shared-reads';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { vendorScope } from './vendor-scope.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

/** Vendors that are looked at by one statement. */
const MAX_READ_VENDORS = 500;

/**
 * One vendor; a vendor's user sees its own only. Tills are told with each answer what is left of the float: all that are answered in
 * one moment have it of one look, which begins after they have asked.
 */
export class FindVendor {
  private readonly vendors: SharedReads<string, Vendor>;

  constructor(unitOfWork: UnitOfWork, vendors: VendorRepository) {
    this.vendors = new SharedReads(async (names) => {
      const found = await unitOfWork.run(ALL_UTILITIES, (tx) => vendors.ofUtilities(tx, names.map(byName)));
      return new Map(found.map(({ utility, vendor }) => [nameOf(utility, vendor.vendorId), vendor]));
    }, MAX_READ_VENDORS);
  }

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.vendor_required`, `vending.vendor_not_yours` */
  async execute(caller: Principal, { vendorId }: { readonly vendorId: string }): Promise<Vendor> {
    vendorScope(caller, vendorId); // nobody looks at another vendor
    const vendor = await this.vendors.ask(nameOf(caller.utility, vendorId));
    if (!vendor) throw new VendingError('vending.vendor_unknown', `there is no vendor ${vendorId}`);
    return vendor;
  }
}

/** A utility's code has no spaces; an id is as the database has it. */
const nameOf = (utility: string, vendorId: string): string => `${utility} ${vendorId.toLowerCase()}`;

function byName(name: string): { readonly utility: string; readonly vendorId: string } {
  const [utility, vendorId] = name.split(' ') as [string, string];
  return { utility, vendorId };
}
