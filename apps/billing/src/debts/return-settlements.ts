import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { sum } from '@openprepay/quantities';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { DebtRepository, GivenBack } from './debt.repository.js';
import type { SettleDebts } from './settle-debts.js';

/** A debt that was paid, and the vend that recovered of it as well. */
export interface Overpaid extends GivenBack {
  /** The vend's reference. */
  readonly cause: string;
}

/**
 * A vend that was under way when a debt was paid has recovered of it too. The vend stands; what was paid too much is the
 * account's credit again, and pays its other debts.
 */
export class ReturnSettlements {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
    private readonly settleDebts: SettleDebts,
    private readonly clock: Clock,
  ) {}

  /** The accounts are locked. */
  async execute(tx: Tx, overpaid: readonly Overpaid[]): Promise<void> {
    for (const [accountNumber, ofAccount] of byAccount(overpaid)) {
      const at = this.clock.now();
      await this.debts.noteGivenBack(
        tx,
        ofAccount.map(({ debtId, amountMinor, cause }) => ({ id: this.clock.newId(), debtId, amountMinor, cause, at })),
        accountNumber,
      );
      const account = await this.accounts.lock(tx, accountNumber);
      const paidMinor = sum(ofAccount.map(({ amountMinor }) => amountMinor));
      await this.settleDebts.execute(tx, { account, paidMinor, cause: ofAccount.at(-1)!.cause, changed: true });
    }
  }
}

function byAccount(overpaid: readonly Overpaid[]): ReadonlyMap<string, readonly Overpaid[]> {
  const grouped = new Map<string, Overpaid[]>();
  for (const one of overpaid) grouped.set(one.accountNumber, [...(grouped.get(one.accountNumber) ?? []), one]);
  return grouped;
}
