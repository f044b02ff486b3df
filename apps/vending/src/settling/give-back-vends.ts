import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, negate } from '@openprepay/quantities';
import { giveBack } from '@openprepay/tariffs';
import { earnedBy } from '../commissions/commission.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import type { SupplyRepository } from '../supplies/supply.repository.js';
import type { Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { Income } from '../vendors/movement.js';

export interface GivenBackWhy {
  readonly kind: Extract<Income['kind'], 'failed-vend' | 'reversed-vend'>;
  readonly at: Date;
  /** Vendors whose floats the transaction moves afterwards: all are taken in one order. */
  readonly vendorsAfter?: readonly string[];
}

/**
 * Gives back all that vends took which failed or were reversed: units and charges of the supplies, debts, and the floats last, of
 * which goes what the vends had earned. Their meters are locked; of
 * supplies, debts and floats it takes all in one order, so that two that give back never wait for each other.
 */
export class GiveBackVends {
  constructor(
    private readonly supplies: SupplyRepository,
    private readonly debts: DebtRepository,
    private readonly floats: FloatRepository,
  ) {}

  /**
   * Not safe to repeat: once per vend is up to the caller, though a float refuses a second time.
   * @throws {VendingError} `vending.vendor_float_insufficient` where a sale is taken back whose fee for free units has been spent
   */
  async execute(tx: Tx, vends: readonly Vend[], { kind, at, vendorsAfter = [] }: GivenBackWhy): Promise<void> {
    for (const [supplyId, ofSupply] of inOrder(vends, (vend) => vend.supplyId)) {
      const state = await this.supplies.lock(tx, supplyId);
      await this.supplies.save(
        tx,
        supplyId,
        ofSupply.reduce((before, { effect }) => giveBack(before, effect), state),
      );
    }
    for (const [accountNumber, ofAccount] of inOrder(vends, (vend) => vend.accountNumber)) {
      const taken = ofAccount.flatMap(({ debtsTaken }) => debtsTaken);
      if (taken.length > 0) await this.debts.giveBack(tx, accountNumber, taken);
    }
    const ofVendors = inOrder(vends, (vend) => vend.vendorId);
    if (vendorsAfter.length > 0) await this.floats.lock(tx, [...vendorsAfter, ...ofVendors.map(([vendorId]) => vendorId)]);
    for (const [vendorId, ofVendor] of ofVendors) {
      const incomes: Income[] = [];
      for (const vend of ofVendor) {
        const { vendId: causeId, tenderMinor: amountMinor } = vend;
        // one that was made again after a restore, and whose float did not cover it, has nothing to get back
        if (kind === 'reversed-vend' && (await this.floats.owesYet(tx, vendorId, vend))) continue;
        const earnedMinor = (await this.hasEarned(tx, vendorId, vend)) ? earnedBy(vend.commission) : moneyMinor(0n);
        incomes.push({ kind, causeId, amountMinor }, { kind: 'commission-returned', causeId, amountMinor: negate(earnedMinor) });
      }
      const moving = incomes.filter(({ amountMinor }) => amountMinor !== 0n);
      if (moving.length === 0 || (await this.floats.receive(tx, vendorId, { incomes: moving, at }))) continue;
      throw new VendingError('vending.vendor_float_insufficient', 'the float does not cover what the vends had earned their vendor');
    }
  }

  /** What a sale is paid for it has earned at once; a fee for free units comes with their token. */
  private async hasEarned(tx: Tx, vendorId: string, { vendId, tenderMinor, commission }: Vend): Promise<boolean> {
    return commission !== undefined && (tenderMinor > 0n || (await this.floats.hasPaid(tx, vendorId, vendId)));
  }
}

/** Vends by what they have in common, in its order; those without it are left out. */
function inOrder<One>(vends: readonly One[], keyOf: (vend: One) => string | undefined): readonly (readonly [string, readonly One[]])[] {
  const grouped = new Map<string, One[]>();
  for (const vend of vends) {
    const key = keyOf(vend);
    if (key !== undefined) grouped.set(key, [...(grouped.get(key) ?? []), vend]);
  }
  return [...grouped].toSorted(([left], [right]) => (left < right ? -1 : 1));
}
