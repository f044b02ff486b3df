import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor } from '@openprepay/quantities';
import { readAmount } from '../amount.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

export interface NewVendor {
  readonly name: string;
  readonly currency: string;
  /** Decimal, in the currency; none where absent. */
  readonly floatLimit: string | undefined;
}

/** A new vendor, with an empty float. */
export class CreateVendor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.amount_invalid` */
  async execute(utility: string, { name, currency, floatLimit = '0' }: NewVendor): Promise<Vendor> {
    const vendor: Vendor = {
      vendorId: this.clock.newId(),
      name,
      currency,
      floatMinor: moneyMinor(0n),
      floatLimitMinor: readAmount(floatLimit, currency, { allowZero: true }),
      createdAt: this.clock.now(),
    };
    await this.unitOfWork.run(utility, (tx) => this.vendors.insert(tx, vendor));
    return vendor;
  }
}
