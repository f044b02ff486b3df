import type { SubLedger } from '@openprepay/contracts/http/billing-ledger';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import type { Period } from '../calendar/period.js';
import { monthStart } from '../calendar/period-sql.js';
import { ledgerOf } from './ledger-accounts.js';
import type { AccountTotal, CurrencyTotal } from './trial-balance.js';

/** Of which periods: all, one, or those up to the end of one. */
export interface PeriodFilter {
  readonly period?: Period | undefined;
  readonly asOf?: Period | undefined;
}

export interface TotalFilter extends PeriodFilter {
  readonly subLedger?: SubLedger | undefined;
  /** Accounts after this one, and its currency, only. */
  readonly after?: readonly [account: string, currency: string] | undefined;
  readonly limit: number;
}

interface TotalRecord {
  readonly account: string;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
}

const IN_PERIODS = `($2::text is null or b.period = ${monthStart('$2')}) and ($3::text is null or b.period <= ${monthStart('$3')})`;

/** The balances of ledger accounts, which the database keeps as it books: they go up with the commit of an entry. */
export class BalanceRepository {
  /** What stands on one ledger account, debit positive; entries of the transaction itself are not in it. */
  async balance(tx: Tx, account: string, currency: string): Promise<MoneyMinor> {
    const [row] = await sql<{ balance: string }>(
      tx,
      `select coalesce(sum(debit_minor - credit_minor), 0)::text as balance from ledger_balance
        where utility = $1 and ledger = $2 and account = $3 and currency = $4`,
      [tx.utility, ledgerOf(account), account, currency],
    );
    return moneyMinor(BigInt(row?.balance ?? '0'));
  }

  /** Ledger accounts with their debits and credits, by name. */
  async totals(tx: Tx, { period, asOf, subLedger, after, limit }: TotalFilter): Promise<readonly AccountTotal[]> {
    const rows = await sql<TotalRecord>(
      tx,
      `select b.account, b.currency, sum(b.debit_minor)::text as debit, sum(b.credit_minor)::text as credit from ledger_balance b
        where b.utility = $1 and b.ledger = $4 and ${IN_PERIODS} and ($5::text is null or (b.account, b.currency) > ($5, $6::text))
        group by b.account, b.currency having sum(b.debit_minor) > 0 or sum(b.credit_minor) > 0
        order by b.account, b.currency limit $7`,
      [tx.utility, period ?? null, asOf ?? null, subLedger ?? 'general', after?.[0] ?? null, after?.[1] ?? null, limit],
    );
    return rows.map(({ account, ...row }) => ({ account, ...currencyTotalOf(row) }));
  }

  /** The general ledger, all of its accounts together. */
  async sums(tx: Tx, { period, asOf }: PeriodFilter): Promise<readonly CurrencyTotal[]> {
    const rows = await sql<Omit<TotalRecord, 'account'>>(
      tx,
      `select b.currency, sum(b.debit_minor)::text as debit, sum(b.credit_minor)::text as credit from ledger_balance b
        where b.utility = $1 and b.ledger = 'general' and ${IN_PERIODS} group by b.currency`,
      [tx.utility, period ?? null, asOf ?? null],
    );
    return rows.map(currencyTotalOf);
  }

  /** How many entries are booked. */
  async entries(tx: Tx, { period, asOf }: PeriodFilter): Promise<number> {
    const [row] = await sql<{ entries: string }>(
      tx,
      `select coalesce(sum(b.entries), 0)::text as entries from ledger_period b where b.utility = $1 and ${IN_PERIODS}`,
      [tx.utility, period ?? null, asOf ?? null],
    );
    return Number(row?.entries ?? '0');
  }
}

const currencyTotalOf = ({ currency, debit, credit }: Omit<TotalRecord, 'account'>): CurrencyTotal => ({
  currency,
  debitMinor: moneyMinor(BigInt(debit)),
  creditMinor: moneyMinor(BigInt(credit)),
});
