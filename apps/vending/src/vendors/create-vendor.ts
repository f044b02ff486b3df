import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor } from '@openprepay/quantities';
import { readAmount } from '../read-amount.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

export interface CreateVendorCommand {
  readonly name: string;
  /** Decimal, in the utility's currency; none where absent. */
  readonly floatLimit?: string | undefined;
}

/** A new vendor, with an empty float in the utility's currency. */
export class CreateVendor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.amount_invalid` */
  async execute({ utility, currency }: Principal, { name, floatLimit = '0' }: CreateVendorCommand): Promise<Vendor> {
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
