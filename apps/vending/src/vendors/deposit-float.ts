import type { Principal } from '@openprepay/contracts/identity';
import { VendorDeposited } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readAmount } from '../read-amount.js';
import { VendingError } from '../vending-error.js';
import { type Deposit, sameDeposit } from './deposit.js';
import type { DepositRepository } from './deposit.repository.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

export interface DepositFloatCommand {
  readonly vendorId: string;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
}

export interface DepositedFloat {
  readonly deposit: Deposit;
  /** The vendor with the deposit in its float. */
  readonly vendor: Vendor;
  /** True where the reference had been this deposit before. */
  readonly replayed: boolean;
}

/** Money paid in for a vendor's float. */
export class DepositFloat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly deposits: DepositRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a vendor's `reference` is one deposit.
   * @throws {VendingError} `vending.vendor_unknown`, `vending.currency_mismatch`, `vending.amount_invalid`, `vending.deposit_reference_reused`
   */
  async execute({ utility }: Principal, command: DepositFloatCommand): Promise<DepositedFloat> {
    return this.unitOfWork.run(utility, async (tx) => {
      const vendor = await this.vendors.require(tx, command.vendorId);
      const deposit = this.depositFor(vendor, command);
      const isNew = await this.deposits.insert(tx, deposit);
      const kept = isNew ? deposit : sameDeposit(await this.earlier(tx, deposit), deposit.amountMinor);
      if (isNew) {
        await this.outbox.append(tx, VendorDeposited, { ...deposit, vendorName: vendor.name });
        await this.vendors.addToFloat(tx, deposit.vendorId, deposit.amountMinor);
      }
      return { deposit: kept, vendor: await this.vendors.require(tx, deposit.vendorId), replayed: !isNew };
    });
  }

  private depositFor(vendor: Vendor, { vendorId, amount, currency, reference }: DepositFloatCommand): Deposit {
    if (currency !== vendor.currency) {
      throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
    }
    const amountMinor = readAmount(amount, currency);
    return { depositId: this.clock.newId(), vendorId, amountMinor, currency, reference, depositedAt: this.clock.now() };
  }

  private async earlier(tx: Tx, { vendorId, reference }: Deposit): Promise<Deposit> {
    const earlier = await this.deposits.find(tx, vendorId, reference);
    if (!earlier) throw new Error('a deposit that was in the way is not there');
    return earlier;
  }
}
