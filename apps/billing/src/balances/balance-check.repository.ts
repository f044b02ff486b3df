import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import type { Period } from '../calendar/period.js';
import { monthStart, monthText } from '../calendar/period-sql.js';
import type { AccountTotal } from '../ledger/trial-balance.js';
import type { FoundDifference } from './balance-difference.js';

/** Entries of a period that come after `number`. */
export interface Stretch {
  readonly period: Period;
  readonly afterNumber: number;
  readonly limit: number;
}

export interface BookedStretch {
  readonly totals: readonly AccountTotal[];
  /** The number of the last entry; undefined where there was none. */
  readonly through: number | undefined;
}

export interface CustomerPage {
  /** The last of them; undefined where there was none. */
  readonly through: string | undefined;
  readonly differences: readonly FoundDifference[];
}

interface TotalRecord {
  readonly account: string | null;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  readonly through: string | null;
}

interface DifferenceRecord {
  readonly through: string | null;
  readonly account: string | null;
  readonly currency: string;
  readonly period: string;
  readonly kept: string;
  readonly booked: string;
}

const SUMS = `coalesce(sum(greatest(l.amount_minor, 0)), 0) as debit, coalesce(sum(greatest(-l.amount_minor, 0)), 0) as credit`;
const STRETCH = `select number, entry_id from journal_number where utility = $1 and period = ${monthStart('$2')} and number > $3`;

/** The lines of the journal added up, a stretch at a time, beside what is kept. */
export class BalanceCheckRepository {
  /** Utilities that were checked longer ago than that, or never. */
  async due(tx: Tx, before: Date): Promise<readonly string[]> {
    const rows = await sql<{ utility: string }>(
      tx,
      `select h.utility from journal_head h left join balance_check c using (utility)
        where c.started_at is null or c.started_at < $1 order by h.utility`,
      [before],
    );
    return rows.map(({ utility }) => utility);
  }

  /** @returns whether it is this caller's to check: another may have begun */
  async begin(tx: Tx, { now, before }: { readonly now: Date; readonly before: Date }): Promise<boolean> {
    const begun = await sql(
      tx,
      `insert into balance_check as c (utility, started_at) values ($1, $2)
       on conflict (utility) do update set started_at = excluded.started_at where c.started_at < $3 returning 1`,
      [tx.utility, now, before],
    );
    return begun.length > 0;
  }

  async periods(tx: Tx): Promise<readonly Period[]> {
    const rows = await sql<{ period: string }>(
      tx,
      `select ${monthText('p.period')} as period from ledger_period p where p.utility = $1 order by p.period`,
      [tx.utility],
    );
    return rows.map(({ period }) => period);
  }

  /** The general ledger by the lines of the next entries. */
  async booked(tx: Tx, { period, afterNumber, limit }: Stretch): Promise<BookedStretch> {
    const rows = await sql<TotalRecord>(
      tx,
      `with stretch as (${STRETCH} order by number limit $4)
       select control_account(l.account) as account, l.currency, ${SUMS}, (select max(number) from stretch)::text as through
         from stretch n left join journal_line l on l.utility = $1 and l.entry_id = n.entry_id group by 1, 2`,
      [tx.utility, period, afterNumber, limit],
    );
    const through = rows[0]?.through ?? undefined;
    return { totals: rows.flatMap(totalOf), through: through === undefined ? undefined : Number(through) };
  }

  /** What is left of a period, and what is kept of it, as of one instant. */
  async rest(
    tx: Tx,
    { period, afterNumber }: Omit<Stretch, 'limit'>,
  ): Promise<{ readonly booked: readonly AccountTotal[]; readonly kept: readonly AccountTotal[] }> {
    const rows = await sql<TotalRecord & { readonly kept: boolean }>(
      tx,
      `select false as kept, control_account(l.account) as account, l.currency, ${SUMS} from (${STRETCH}) n
         join journal_line l on l.utility = $1 and l.entry_id = n.entry_id group by 2, 3
       union all
       select true, account, currency, debit_minor, credit_minor from ledger_balance
        where utility = $1 and ledger = 'general' and period = ${monthStart('$2')}`,
      [tx.utility, period, afterNumber],
    );
    const of = (kept: boolean) => rows.filter((row) => row.kept === kept).flatMap(totalOf);
    return { booked: of(false), kept: of(true) };
  }

  /** The next customers, each by the lines of all time: they are few of each. */
  async customers(tx: Tx, { after, limit }: { readonly after: string; readonly limit: number }): Promise<CustomerPage> {
    const rows = await sql<DifferenceRecord>(
      tx,
      `with page as (
         select distinct account from ledger_balance where utility = $1 and ledger = 'customer' and account > $2 order by account limit $3
       ), booked as (
         select l.account, l.currency, n.period, ${SUMS} from page
           join journal_line l on l.utility = $1 and l.account = page.account
           join journal_number n on n.utility = $1 and n.entry_id = l.entry_id group by 1, 2, 3
       ), kept as (
         select b.account, b.currency, b.period, b.debit_minor as debit, b.credit_minor as credit from page
           join ledger_balance b on b.utility = $1 and b.ledger = 'customer' and b.account = page.account
       ), differing as (
         select account, currency, period, coalesce(kept.debit, 0) - coalesce(kept.credit, 0) as kept,
                coalesce(booked.debit, 0) - coalesce(booked.credit, 0) as booked
           from kept full join booked using (account, currency, period)
          where coalesce(kept.debit, 0) <> coalesce(booked.debit, 0) or coalesce(kept.credit, 0) <> coalesce(booked.credit, 0)
       )
       select (select max(account) from page) as through, d.account, d.currency, ${monthText('d.period')} as period, d.kept::text, d.booked::text
         from (select) one left join differing d on true`,
      [tx.utility, after, limit],
    );
    return { through: rows[0]?.through ?? undefined, differences: rows.flatMap(differenceFrom) };
  }

  /** Whether the customers' own ledger comes to what the general one has of them. */
  async control(tx: Tx): Promise<readonly FoundDifference[]> {
    const rows = await sql<DifferenceRecord>(
      tx,
      `select 'customer:*' as account, b.currency, ${monthText('b.period')} as period, null as through,
              coalesce(sum(b.debit_minor - b.credit_minor) filter (where b.ledger = 'general'), 0)::text as kept,
              coalesce(sum(b.debit_minor - b.credit_minor) filter (where b.ledger = 'customer'), 0)::text as booked
         from ledger_balance b
        where b.utility = $1 and (b.ledger = 'customer' or b.ledger = 'general' and b.account = 'customer:*')
        group by b.currency, b.period
       having sum(case b.ledger when 'general' then b.debit_minor else -b.debit_minor end) <> 0
           or sum(case b.ledger when 'general' then b.credit_minor else -b.credit_minor end) <> 0`,
      [tx.utility],
    );
    return rows.flatMap(differenceFrom);
  }
}

const totalOf = ({ account, currency, debit, credit }: TotalRecord): readonly AccountTotal[] =>
  account === null ? [] : [{ account, currency, debitMinor: moneyMinor(BigInt(debit)), creditMinor: moneyMinor(BigInt(credit)) }];

const differenceFrom = ({ account, currency, period, kept, booked }: DifferenceRecord): readonly FoundDifference[] =>
  account === null ? [] : [{ account, currency, period, keptMinor: moneyMinor(BigInt(kept)), bookedMinor: moneyMinor(BigInt(booked)) }];
