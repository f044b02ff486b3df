import type { FloatDifferenceState } from '@openprepay/contracts/http/billing-reconciliation';
import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { WITHDRAWAL } from '../bookings/withdrawal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';
import { FloatDifferenceRow } from './float-difference.row.js';
import type { FloatDifference, FloatStatement } from './float-statement.js';
import { FloatStatementRow } from './float-statement.row.js';

export interface DifferenceFilter {
  readonly state?: FloatDifferenceState;
  /** Found before this one only. */
  readonly before?: string;
  readonly limit: number;
}

export interface DueStatement {
  readonly utility: string;
  readonly vendorId: string;
}

/** Statements of floats, and where they differ from the ledger. */
export class FloatRepository {
  /** Keeps the newest statement of a vendor; it is compared at once. */
  async store(
    tx: Tx,
    { vendorId, currency, floatMinor, receiptsThrough, depositsBefore, statedAt, heardAt }: FloatStatement,
  ): Promise<void> {
    await sql(
      tx,
      `insert into float_statement as s (utility, vendor_id, currency, float_minor, receipts_through, deposits_before, stated_at, heard_at, check_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
       on conflict (utility, vendor_id) do update set currency = excluded.currency, float_minor = excluded.float_minor,
         receipts_through = excluded.receipts_through, deposits_before = excluded.deposits_before, stated_at = excluded.stated_at,
         heard_at = excluded.heard_at, check_at = excluded.check_at
       where s.receipts_through <= excluded.receipts_through and s.stated_at < excluded.stated_at`,
      [tx.utility, vendorId, currency, floatMinor.toString(), receiptsThrough, depositsBefore, statedAt, heardAt],
    );
  }

  /** Those to compare now, of all utilities; the longest due first. */
  async due(tx: Tx, now: Date, limit: number): Promise<readonly DueStatement[]> {
    return sql<DueStatement>(
      tx,
      `select utility, vendor_id as "vendorId" from float_statement where check_at <= $1 order by check_at limit $2`,
      [now, limit],
    );
  }

  /** The statement if it is still due, kept from others until the transaction ends. */
  async take(tx: Tx, vendorId: string, now: Date): Promise<FloatStatement | undefined> {
    const [row] = await sql<FloatStatementRow>(
      tx,
      `select ${columnsOf(FloatStatementRow, 's')} from float_statement s
        where s.utility = $1 and s.vendor_id = $2 and s.check_at <= $3 for update skip locked`,
      [tx.utility, vendorId, now],
    );
    return row && statementFrom(row);
  }

  async setCheck(tx: Tx, vendorId: string, checkAt: Date | undefined): Promise<void> {
    await sql(tx, 'update float_statement set check_at = $3 where utility = $1 and vendor_id = $2', [
      tx.utility,
      vendorId,
      checkAt ?? null,
    ]);
  }

  /** A vendor's float by the ledger, as of what the statement counts: the balance that is kept, less what came after. */
  async booked(tx: Tx, { vendorId, currency, receiptsThrough, depositsBefore }: FloatStatement): Promise<MoneyMinor> {
    const account = ledgerAccounts.vendorFloat(vendorId);
    const [row] = await sql<{ float: string }>(
      tx,
      `select (coalesce((select sum(b.credit_minor - b.debit_minor) from ledger_balance b
                          where b.utility = $1 and b.ledger = 'general' and b.account = $2 and b.currency = $3), 0)
             + coalesce((select sum(l.amount_minor) from journal_entry e join journal_line l on l.utility = e.utility and l.entry_id = e.id
                          where e.utility = $1 and e.receipt_number > $4 and l.account = $2 and l.currency = $3), 0)
             + coalesce((select sum(l.amount_minor) from journal_entry e join journal_line l on l.utility = e.utility and l.entry_id = e.id
                          where e.utility = $1 and e.receipt_number is null and e.at >= $5
                            and l.account = $2 and l.currency = $3 and (l.amount_minor < 0 or e.reference like $6)), 0))::text as float`,
      [tx.utility, account, currency, receiptsThrough, depositsBefore, `${WITHDRAWAL}%`],
    );
    return moneyMinor(BigInt(row?.float ?? '0'));
  }

  /** @returns whether it is new: one that is open already is only brought up to date */
  async noteDifference(tx: Tx, { resolvedAt: _, ...difference }: FloatDifference): Promise<boolean> {
    const { id, vendorId, currency, statedMinor, bookedMinor, receiptsThrough, statedAt, foundAt } = difference;
    const [kept] = await sql<{ id: string }>(
      tx,
      `insert into float_difference (utility, id, vendor_id, currency, stated_minor, booked_minor, receipts_through, stated_at, found_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (utility, vendor_id) where resolved_at is null do update set stated_minor = excluded.stated_minor,
         booked_minor = excluded.booked_minor, receipts_through = excluded.receipts_through, stated_at = excluded.stated_at
       returning id`,
      [tx.utility, id, vendorId, currency, statedMinor.toString(), bookedMinor.toString(), receiptsThrough, statedAt, foundAt],
    );
    return kept?.id === id;
  }

  async resolve(tx: Tx, vendorId: string, at: Date): Promise<void> {
    await sql(tx, 'update float_difference set resolved_at = $3 where utility = $1 and vendor_id = $2 and resolved_at is null', [
      tx.utility,
      vendorId,
      at,
    ]);
  }

  /** Of all utilities. */
  async openDifferences(tx: Tx): Promise<number> {
    const [row] = await sql<{ open: number }>(tx, 'select count(*)::integer as open from float_difference where resolved_at is null');
    return row?.open ?? 0;
  }

  /** The newest first. */
  async list(tx: Tx, { state, before, limit }: DifferenceFilter): Promise<readonly FloatDifference[]> {
    const rows = await sql<FloatDifferenceRow>(
      tx,
      `select ${columnsOf(FloatDifferenceRow, 'd')} from float_difference d
        where d.utility = $1 and ($2::text is null or (d.resolved_at is null) = ($2 = 'open')) and ($3::uuid is null or d.id < $3)
        order by d.id desc limit $4`,
      [tx.utility, state ?? null, before ?? null, limit],
    );
    return rows.map(differenceFrom);
  }
}

const statementFrom = (row: FloatStatementRow): FloatStatement => ({
  ...row,
  floatMinor: moneyMinor(BigInt(row.floatMinor)),
  receiptsThrough: Number(row.receiptsThrough),
});

const differenceFrom = ({ utility: _, ...row }: FloatDifferenceRow): FloatDifference => ({
  ...row,
  statedMinor: moneyMinor(BigInt(row.statedMinor)),
  bookedMinor: moneyMinor(BigInt(row.bookedMinor)),
  receiptsThrough: Number(row.receiptsThrough),
  resolvedAt: row.resolvedAt ?? undefined,
});
