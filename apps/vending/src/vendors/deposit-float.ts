import { VendorDeposited } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readAmount } from '../amount.js';
import { VendingError } from '../vending-error.js';
import { sameDeposit, type Deposit, type Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

export interface DepositCommand {
  readonly vendorId: string;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
}

export interface DepositOutcome {
  readonly deposit: Deposit;
  /** The vendor with the deposit in its float. */
  readonly vendor: Vendor;
  readonly replayed: boolean;
}

/** Money paid in for a vendor's float. */
export class DepositFloat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a vendor's `reference` is one deposit.
   * @throws {VendingError} `vending.vendor_unknown`, `vending.currency_mismatch`, `vending.amount_invalid`, `vending.deposit_reference_reused`
   */
  async execute(utility: string, command: DepositCommand): Promise<DepositOutcome> {
    return this.unitOfWork.run(utility, async (tx) => {
      const { deposit, vendorName } = await this.read(tx, command);
      const isNew = await this.vendors.insertDeposit(tx, deposit);
      const kept = isNew ? deposit : sameDeposit(await this.earlier(tx, deposit), deposit.amountMinor);
      if (isNew) {
        await this.outbox.append(tx, VendorDeposited, { ...deposit, vendorName });
        await this.vendors.addToFloat(tx, deposit.vendorId, deposit.amountMinor);
      }
      return { deposit: kept, vendor: await this.vendors.get(tx, deposit.vendorId), replayed: !isNew };
    });
  }

  private async read(tx: Tx, { vendorId, amount, currency, reference }: DepositCommand): Promise<{ deposit: Deposit; vendorName: string }> {
    const vendor = await this.vendors.get(tx, vendorId);
    if (currency !== vendor.currency) {
      throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
    }
    const amountMinor = readAmount(amount, currency);
    return {
      deposit: { depositId: this.clock.newId(), vendorId, amountMinor, currency, reference, depositedAt: this.clock.now() },
      vendorName: vendor.name,
    };
  }

  private async earlier(tx: Tx, { vendorId, reference }: Deposit): Promise<Deposit> {
    const earlier = await this.vendors.findDeposit(tx, vendorId, reference);
    if (!earlier) throw new Error('a deposit that was in the way is not there');
    return earlier;
  }
}
