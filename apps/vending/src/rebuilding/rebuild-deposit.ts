import type { EventData } from '@openprepay/contracts/event';
import type { VendorDeposited } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import { doneBy } from './done-by.js';
import type { VendorChangeRepository } from '../floats/vendor-change.repository.js';
import type { DepositRepository } from '../vendors/deposit.repository.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';

/** A deposit that the books were told of, and its vendor, whom nobody tells of but by it. */
export class RebuildDeposit {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly deposits: DepositRepository,
    private readonly floats: FloatRepository,
    private readonly changes: VendorChangeRepository,
  ) {}

  /** @returns whether it was not known */
  async execute(tx: Tx, { vendorName: name, ...said }: EventData<typeof VendorDeposited>): Promise<boolean> {
    const { vendorId, currency, amountMinor, depositId: causeId, depositedAt: at } = said;
    const none = moneyMinor(0n);
    if (!(await this.vendors.exists(tx, vendorId))) {
      await this.vendors.insert(tx, { vendorId, name, currency, floatMinor: none, floatLimitMinor: none, createdAt: at });
    }
    const isNew = await this.deposits.insert(tx, { depositedBy: undefined, approvedBy: undefined, ...said });
    if (isNew) await this.floats.receive(tx, vendorId, { incomes: [{ kind: 'deposit', causeId, amountMinor }], at });
    // it may have waited for its second person when the backup was made
    await this.changes.decide(tx, causeId, doneBy(said.approvedBy, at));
    return isNew;
  }
}
