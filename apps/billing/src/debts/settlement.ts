import { add, least, moneyMinor, subtract, type MoneyMinor } from '@openprepay/quantities';
import { type Debt, outstandingMinor } from './debt.js';

/** What one cause paid of one debt, past the vends. Below zero where it was given back. */
export interface Settlement {
  readonly debtId: string;
  readonly amountMinor: MoneyMinor;
}

export interface Settled {
  /** In the order of recovery; debts that got nothing are not named. */
  readonly settlements: readonly Settlement[];
  /** The account's debts, these settlements in them. */
  readonly debts: readonly Debt[];
  /** What no debt was there for. */
  readonly restMinor: MoneyMinor;
}

/** Pays debts out of credit, the first in the order of recovery first and whole, as far as it goes. */
export function settle(creditMinor: MoneyMinor, debts: readonly Debt[]): Settled {
  let restMinor = creditMinor;
  const settlements: Settlement[] = [];
  const settled = debts.map((debt) => {
    const amountMinor = least(restMinor, outstandingMinor(debt));
    if (amountMinor <= 0n) return debt;
    restMinor = subtract(restMinor, amountMinor);
    settlements.push({ debtId: debt.id, amountMinor });
    return { ...debt, settledElsewhereMinor: add(debt.settledElsewhereMinor, amountMinor) };
  });
  return { settlements, debts: settled, restMinor: restMinor > 0n ? restMinor : moneyMinor(0n) };
}
