import type { Tx } from '@openprepay/persistence/tx';
import type { MoneyMinor } from '@openprepay/quantities';
import { VendingError } from '../vending-error.js';
import type { VendorRepository } from './vendor.repository.js';

/** Pays for a sale out of its vendor's float, within a transaction. */
export class TakeFloat {
  constructor(private readonly vendors: VendorRepository) {}

  /** @throws {VendingError} `vending.vendor_float_insufficient`, `vending.vendor_unknown`, `vending.currency_mismatch` */
  async execute(tx: Tx, vendorId: string, sale: { readonly tenderMinor: MoneyMinor; readonly currency: string }): Promise<void> {
    const amount = { amountMinor: sale.tenderMinor, currency: sale.currency };
    if (await this.vendors.takeFromFloat(tx, vendorId, amount)) return;

    const vendor = await this.vendors.find(tx, vendorId);
    if (!vendor) throw new VendingError('vending.vendor_unknown', `there is no vendor ${vendorId}`);
    if (vendor.currency !== sale.currency) {
      throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
    }
    throw new VendingError('vending.vendor_float_insufficient', `the float of vendor ${vendor.name} does not cover this sale`);
  }
}
