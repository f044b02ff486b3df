import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor, negate } from '@openprepay/quantities';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { DebtRepository } from '../debts/debt.repository.js';
import type { SettleDebts } from '../debts/settle-debts.js';

export interface OwedAgain {
  /** By debt, above zero: what had been recovered of it. */
  readonly recovered: ReadonlyMap<string, MoneyMinor>;
  /** Of each account concerned, the reference of the entry that takes it back. */
  readonly causes: ReadonlyMap<string, string>;
}

/** Has debts owed again whose recovery was taken back. */
export class OweAgain {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
    private readonly settleDebts: SettleDebts,
  ) {}

  /** @throws {BillingError} `billing.debt_unknown` */
  async execute(tx: Tx, { recovered, causes }: OwedAgain): Promise<void> {
    await this.debts.addRecovered(tx, new Map([...recovered].map(([debtId, amountMinor]) => [debtId, negate(amountMinor)])));
    await this.payByCredit(tx, causes);
  }

  /** An account may have credit from a time when it owed nothing; what is owed again is paid by it, as any new debt is. */
  private async payByCredit(tx: Tx, causes: ReadonlyMap<string, string>): Promise<void> {
    for (const [accountNumber, cause] of [...causes].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
      const account = await this.accounts.lock(tx, accountNumber);
      if (account.creditMinor > 0n) await this.settleDebts.execute(tx, { account, paidMinor: moneyMinor(0n), cause });
    }
  }
}
