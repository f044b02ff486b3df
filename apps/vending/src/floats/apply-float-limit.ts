import type { Tx } from '@openprepay/persistence/tx';
import type { MoneyMinor } from '@openprepay/quantities';
import { VendingError } from '../vending-error.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';

export interface ApplyFloatLimitInput {
  readonly vendorId: string;
  readonly floatLimitMinor: MoneyMinor;
}

/** Gives a vendor the limit that was decided on. */
export class ApplyFloatLimit {
  constructor(private readonly vendors: VendorRepository) {}

  /** @throws {VendingError} `vending.float_limit_in_use`, `vending.vendor_unknown` */
  async execute(tx: Tx, { vendorId, floatLimitMinor }: ApplyFloatLimitInput): Promise<Vendor> {
    if (!(await this.vendors.setFloatLimit(tx, vendorId, floatLimitMinor))) {
      throw new VendingError('vending.float_limit_in_use', 'the float is further below nothing than that');
    }
    return this.vendors.require(tx, vendorId);
  }
}
