import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { add, type MoneyMinor } from '@openprepay/quantities';
import type { Account } from '../accounts/account.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { PublishAccountPricing } from '../accounts/publish-account-pricing.js';
import { pricedDebt } from './debt.js';
import type { DebtRepository } from './debt.repository.js';
import { type Settlement, settle } from './settlement.js';

export interface SettleDebtsInput {
  /** Locked by the transaction. */
  readonly account: Account;
  /** What comes to the credit it has. */
  readonly paidMinor: MoneyMinor;
  /** The reference of the journal entry that it follows from. */
  readonly cause: string;
  /** Vending is told in any case: what it is to know has changed besides. */
  readonly changed?: boolean;
}

export interface SettledDebts {
  readonly account: Account;
  readonly settlements: readonly Settlement[];
}

/** Pays an account's debts out of its credit, in the order of recovery, and tells vending what is left of them. */
export class SettleDebts {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
    private readonly publishPricing: PublishAccountPricing,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, { account, paidMinor, cause, changed = false }: SettleDebtsInput): Promise<SettledDebts> {
    // The account's lock keeps its debts from every other change but recoveries, and these wait for the rows.
    const { settlements, debts, restMinor } = settle(
      add(account.creditMinor, paidMinor),
      await this.debts.lockOfAccount(tx, account.accountNumber),
    );
    const at = this.clock.now();
    await this.debts.settle(
      tx,
      settlements.map((settlement) => ({ ...settlement, id: this.clock.newId(), cause, at })),
    );
    const credited = restMinor === account.creditMinor ? account : await this.accounts.setCredit(tx, account, restMinor);
    if (settlements.length === 0 && !changed) return { account: credited, settlements };

    const priced = await this.accounts.changePricing(tx, credited);
    await this.publishPricing.execute(tx, { account: priced, debts: debts.map(pricedDebt), changedAt: at });
    return { account: priced, settlements };
  }
}
