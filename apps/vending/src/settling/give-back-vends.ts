import type { Tx } from '@openprepay/persistence/tx';
import { addTo, type MoneyMinor } from '@openprepay/quantities';
import { giveBack } from '@openprepay/tariffs';
import type { DebtRepository } from '../pricing/debt.repository.js';
import type { SupplyRepository } from '../supplies/supply.repository.js';
import type { Vend } from '../vend/vend.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';

/** Gives back all that vends took: units and charges of the supply, debts, and the float last. Their meters are locked. */
export class GiveBackVends {
  constructor(
    private readonly supplies: SupplyRepository,
    private readonly debts: DebtRepository,
    private readonly vendors: VendorRepository,
  ) {}

  /** Not safe to repeat: once per vend is up to the caller. */
  async execute(tx: Tx, vends: readonly Vend[]): Promise<void> {
    for (const vend of vends) await this.giveBackSupply(tx, vend);
    for (const [vendorId, amountMinor] of floatOf(vends)) await this.vendors.addToFloat(tx, vendorId, amountMinor);
  }

  private async giveBackSupply(tx: Tx, { supplyId, effect, accountNumber, debtsTaken }: Vend): Promise<void> {
    const state = await this.supplies.state(tx, supplyId);
    await this.supplies.save(tx, supplyId, giveBack(state, effect));
    if (accountNumber !== undefined && debtsTaken.length > 0) await this.debts.giveBack(tx, accountNumber, debtsTaken);
  }
}

/** What each vendor gets back, in the order of their ids, so that two transactions never wait for each other. */
function floatOf(vends: readonly Vend[]): readonly (readonly [string, MoneyMinor])[] {
  const byVendor = new Map<string, MoneyMinor>();
  for (const { vendorId, tenderMinor } of vends) {
    if (vendorId !== undefined) addTo(byVendor, vendorId, tenderMinor);
  }
  return [...byVendor].toSorted(([left], [right]) => (left < right ? -1 : 1));
}
