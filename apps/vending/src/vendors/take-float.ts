import type { Tx } from '@openprepay/persistence/tx';
import { VendingError } from '../vending-error.js';
import type { FloatPayment, FloatRepository } from './float.repository.js';
import type { VendorRepository } from './vendor.repository.js';

export interface TakeFloatInput extends FloatPayment {
  readonly vendorId: string;
  /** True: its token brings a fee into the float. */
  readonly earnsLater: boolean;
}

/** Pays for a sale out of its vendor's float. What costs nothing moves none. */
export class TakeFloat {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly floats: FloatRepository,
  ) {}

  /** @throws {VendingError} `vending.vendor_float_insufficient`, `vending.vendor_unknown`, `vending.currency_mismatch` */
  async execute(tx: Tx, { vendorId, earnsLater, ...payment }: TakeFloatInput): Promise<void> {
    const moves = payment.amountMinor > 0n;
    if (moves && (await this.floats.pay(tx, vendorId, payment))) return;

    const vendor = await this.vendors.require(tx, vendorId);
    if (!moves && !earnsLater) return;
    if (vendor.currency !== payment.currency) {
      throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
    }
    if (!moves) return;
    throw new VendingError('vending.vendor_float_insufficient', `the float of vendor ${vendor.name} does not cover this sale`);
  }
}
