import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import type { Period } from '../calendar/period.js';
import { monthStart, monthText } from '../calendar/period-sql.js';
import type { AccountingPeriod, PeriodTotal } from './accounting-period.js';

export interface NewClosing extends Pick<AccountingPeriod, 'period' | 'startsAt' | 'endsAt' | 'timeZone'> {
  readonly closedBy: string;
  readonly closedBySubject: string;
  readonly closedAt: Date;
}

export interface PeriodWindow {
  /** Periods before this one only. */
  readonly before: Period | undefined;
  readonly limit: number;
}

export interface PeriodTotalWindow {
  readonly period: AccountingPeriod;
  /** Accounts after this one, and its currency, only. */
  readonly after: readonly [account: string, currency: string] | undefined;
  readonly limit: number;
}

interface PeriodRecord extends Pick<AccountingPeriod, 'period' | 'timeZone' | 'startsAt' | 'endsAt'> {
  readonly entries: string;
  readonly lastNumber: string | null;
  readonly closedBy: string | null;
  readonly closedAt: Date | null;
}

interface TotalRecord {
  readonly account: string;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
}

/** A closed period's bounds are those that it was closed with; an open one's follow from the time zone, $2. */
const PERIOD = `
  ${monthText('m.period')} as period, coalesce(c.time_zone, $2) as "timeZone",
  coalesce(c.starts_at, m.period::timestamp at time zone $2) as "startsAt",
  coalesce(c.ends_at, (m.period + interval '1 month')::timestamp at time zone $2) as "endsAt",
  coalesce(c.entries, p.entries, 0)::text as entries, c.last_number::text as "lastNumber", c.closed_by as "closedBy", c.closed_at as "closedAt"`;
const JOINED = `
  left join ledger_period p on p.utility = $1 and p.period = m.period
  left join period_closing c on c.utility = $1 and c.period = m.period`;

const CLOSED_TOTALS = `
  select account, currency, debit_minor::text as debit, credit_minor::text as credit, balance_minor::text as balance from period_total
   where utility = $1 and period = ${monthStart('$2')} and ($3::text is null or (account, currency) > ($3, $4::text))
   order by account, currency limit $5`;
const OPEN_TOTALS = `
  select account, currency, coalesce(sum(debit_minor) filter (where period = ${monthStart('$2')}), 0)::text as debit,
         coalesce(sum(credit_minor) filter (where period = ${monthStart('$2')}), 0)::text as credit,
         sum(debit_minor - credit_minor)::text as balance
    from ledger_balance
   where utility = $1 and ledger = 'general' and period <= ${monthStart('$2')} and ($3::text is null or (account, currency) > ($3, $4::text))
   group by account, currency having sum(debit_minor) > 0 or sum(credit_minor) > 0
   order by account, currency limit $5`;

export class PeriodRepository {
  /** Any month is a period, booked in or not. */
  async read(tx: Tx, period: Period, timeZone: string): Promise<AccountingPeriod> {
    const [row] = await sql<PeriodRecord>(tx, `select ${PERIOD} from (select ${monthStart('$3')} as period) m ${JOINED}`, [
      tx.utility,
      timeZone,
      period,
    ]);
    return periodOf(row!);
  }

  /** Those that have entries, or are closed; the latest first. */
  async list(tx: Tx, timeZone: string, { before, limit }: PeriodWindow): Promise<readonly AccountingPeriod[]> {
    const rows = await sql<PeriodRecord>(
      tx,
      `select ${PERIOD} from (
         select period from ledger_period where utility = $1 and entries > 0 union select period from period_closing where utility = $1
       ) m ${JOINED}
        where $3::text is null or m.period < ${monthStart('$3')} order by m.period desc limit $4`,
      [tx.utility, timeZone, before ?? null, limit],
    );
    return rows.map(periodOf);
  }

  /** The first one that has entries. */
  async firstBooked(tx: Tx): Promise<Period | undefined> {
    const [row] = await sql<{ period: string }>(
      tx,
      `select ${monthText('period')} as period from ledger_period where utility = $1 and entries > 0 order by ledger_period.period limit 1`,
      [tx.utility],
    );
    return row?.period;
  }

  /** Closes a period: the database writes down its totals, and books nothing in it from then on. */
  async close(tx: Tx, { period, startsAt, endsAt, timeZone, closedBy, closedBySubject, closedAt }: NewClosing): Promise<void> {
    await sql(
      tx,
      `insert into period_closing (utility, period, starts_at, ends_at, time_zone, entries, last_number, closed_by, closed_by_subject, closed_at)
       values ($1, ${monthStart('$2')}, $3, $4, $5, 0, 0, $6, $7, $8)`,
      [tx.utility, period, startsAt, endsAt, timeZone, closedBy, closedBySubject, closedAt],
    );
  }

  /** The general ledger of a period by account: as it was written down at the closing, or as it stands. */
  async totals(tx: Tx, { period: { period, closing }, after, limit }: PeriodTotalWindow): Promise<readonly PeriodTotal[]> {
    const parameters = [tx.utility, period, after?.[0] ?? null, after?.[1] ?? null, limit];
    const rows = await sql<TotalRecord>(tx, closing === undefined ? OPEN_TOTALS : CLOSED_TOTALS, parameters);
    return rows.map(({ account, currency, debit, credit, balance }) => ({
      account,
      currency,
      debitMinor: moneyMinor(BigInt(debit)),
      creditMinor: moneyMinor(BigInt(credit)),
      balanceMinor: moneyMinor(BigInt(balance)),
    }));
  }
}

const periodOf = ({ entries, lastNumber, closedBy, closedAt, ...row }: PeriodRecord): AccountingPeriod => ({
  ...row,
  entries: Number(entries),
  closing: closedAt === null ? undefined : { closedBy: closedBy ?? '', closedAt, lastNumber: Number(lastNumber) },
});
