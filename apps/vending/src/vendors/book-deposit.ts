import { present } from '@openprepay/contracts/present';
import { VendorDeposited } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import { type Deposit, sameDeposit } from './deposit.js';
import type { DepositRepository } from './deposit.repository.js';
import type { FloatRepository } from './float.repository.js';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

export interface DepositedFloat {
  readonly deposit: Deposit;
  /** The vendor with the deposit in its float. */
  readonly vendor: Vendor;
  /** True where the reference had been this deposit before. */
  readonly replayed: boolean;
}

/** Puts a deposit into its vendor's float, once per reference, and tells the books. */
export class BookDeposit {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly deposits: DepositRepository,
    private readonly floats: FloatRepository,
    private readonly outbox: Outbox,
  ) {}

  /** @throws {VendingError} `vending.deposit_reference_reused`, `vending.vendor_unknown` */
  async execute(tx: Tx, deposit: Deposit): Promise<DepositedFloat> {
    const { depositId: causeId, vendorId, amountMinor, depositedAt } = deposit;
    const isNew = await this.deposits.insert(tx, deposit);
    const kept = isNew ? deposit : sameDeposit(await this.earlier(tx, deposit), deposit);
    if (isNew) {
      const { name: vendorName } = await this.vendors.require(tx, vendorId);
      await this.outbox.append(tx, VendorDeposited, present({ ...deposit, vendorName }));
      await this.floats.receive(tx, vendorId, { incomes: [{ kind: 'deposit', causeId, amountMinor }], at: depositedAt });
    }
    return { deposit: kept, vendor: await this.vendors.require(tx, vendorId), replayed: !isNew };
  }

  private async earlier(tx: Tx, { reference }: Deposit): Promise<Deposit> {
    const earlier = await this.deposits.findByReference(tx, reference);
    if (!earlier) throw new Error('a deposit that was in the way is not there');
    return earlier;
  }
}
