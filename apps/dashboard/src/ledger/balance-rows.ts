import type { TrialBalanceAnswer } from '@openprepay/contracts/http/billing-ledger';
import { sum } from '../ui/exact.js';

export interface BalanceRow {
  /** Absent in a row of totals. */
  readonly account?: string;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  /** Debit above zero. */
  readonly balance: string;
}

type Sides = Omit<BalanceRow, 'balance'>;

const withBalance = (row: Sides): BalanceRow => ({ ...row, balance: sum([row.debit, `-${row.credit}`]) });

/** What each account has and, where the list is whole, what they have together by currency. */
export function balanceRows(accounts: TrialBalanceAnswer['accounts'], whole: boolean): readonly BalanceRow[] {
  const rows = accounts.map(withBalance);
  return whole ? [...rows, ...totalsOf(accounts)] : rows;
}

const totalsOf = (accounts: TrialBalanceAnswer['accounts']): readonly BalanceRow[] =>
  [...new Set(accounts.map(({ currency }) => currency))].map((currency) => {
    const of = accounts.filter((account) => account.currency === currency);
    return withBalance({ currency, debit: sum(of.map(({ debit }) => debit)), credit: sum(of.map(({ credit }) => credit)) });
  });

const CUSTOMER = 'customer:';
/** The account of the general ledger that sums up the customers. */
export const ALL_CUSTOMERS = 'customer:*';

/** The number of the customer's account that a ledger account is of. */
export const customerOf = (account: string): string | undefined =>
  account.startsWith(CUSTOMER) && account !== ALL_CUSTOMERS ? account.slice(CUSTOMER.length) : undefined;
