import type { Tx } from '@openprepay/persistence/tx';
import type { MoneyMinor } from '@openprepay/quantities';
import { VendingError } from '../vending-error.js';
import type { VendorRepository } from './vendor.repository.js';

export interface TakeFloatInput {
  readonly vendorId: string;
  readonly amountMinor: MoneyMinor;
  readonly currency: string;
}

/** Pays for a sale out of its vendor's float. */
export class TakeFloat {
  constructor(private readonly vendors: VendorRepository) {}

  /** @throws {VendingError} `vending.vendor_float_insufficient`, `vending.vendor_unknown`, `vending.currency_mismatch` */
  async execute(tx: Tx, { vendorId, ...amount }: TakeFloatInput): Promise<void> {
    if (await this.vendors.takeFromFloat(tx, vendorId, amount)) return;

    const vendor = await this.vendors.require(tx, vendorId);
    if (vendor.currency !== amount.currency) {
      throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
    }
    throw new VendingError('vending.vendor_float_insufficient', `the float of vendor ${vendor.name} does not cover this sale`);
  }
}
