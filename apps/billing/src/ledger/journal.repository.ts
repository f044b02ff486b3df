import { present } from '@openprepay/contracts/present';
import { columnsOf, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor } from '@openprepay/quantities';
import type { Period } from '../calendar/period.js';
import { monthStart, monthText } from '../calendar/period-sql.js';
import type { BookedEntry, JournalEntry, JournalLine } from './journal-entry.js';
import { JournalEntryRow } from './journal-entry.row.js';
import { JournalLineRow } from './journal-line.row.js';

export interface EntryFilter {
  readonly accountNumber?: string;
  readonly reference?: string;
  /** Entries booked in this accounting period only. */
  readonly period?: Period;
  /** Entries of a higher number only. */
  readonly afterNumber?: number;
  /** Entries of a lower number only. */
  readonly beforeNumber?: number;
  /** The highest number first. */
  readonly newestFirst?: boolean;
  readonly limit: number;
}

/** bigint, which the driver hands over as text. */
type NumberedRow = JournalEntryRow & { readonly number: string; readonly period: string };

/** All lines of an entry go in by the statement that adds it: the database checks them when it ends. */
const POST = `
  with added as (
    insert into journal_entry (utility, id, reference, currency, account_number, at, line_count, receipt_number)
    select $1, entry.id, entry.reference, entry.currency, entry.account_number, entry.at, entry.line_count, entry.receipt_number
      from ${unnested(2, 'uuid', 'text', 'text', 'text', 'timestamptz', 'smallint', 'bigint')} with ordinality
        as entry (id, reference, currency, account_number, at, line_count, receipt_number, place)
     order by entry.place
    on conflict (utility, reference) do nothing returning id, reference
  ), lines as (
    insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
    select $1, line.*
      from ${unnested(9, 'uuid', 'smallint', 'text', 'text', 'numeric')} as line (entry_id, position, account, currency, amount_minor)
      join added on added.id = line.entry_id
  )
  select reference from added`;

/** The journal as the database keeps it: rows are added, never changed, and the database sees to both. */
export class JournalRepository {
  /**
   * Adds the entries whose reference is new, by one statement; the others are booked already and left as they are. Numbers, periods
   * and balances follow when the transaction commits. Returns the new references.
   */
  async post(tx: Tx, entries: readonly JournalEntry[]): Promise<ReadonlySet<string>> {
    if (entries.length === 0) return new Set();
    // In the order of references: two transactions that book the same never wait for each other crosswise.
    const ordered = entries.toSorted((left, right) => (left.reference < right.reference ? -1 : 1));
    const lines = ordered.flatMap(({ id, currency, lines: ofEntry }) =>
      ofEntry.map((line, position) => ({ ...line, id, currency, position })),
    );
    const added = await prepared<{ reference: string }>(tx, POST, [
      tx.utility,
      ordered.map((entry) => entry.id),
      ordered.map((entry) => entry.reference),
      ordered.map((entry) => entry.currency),
      ordered.map((entry) => entry.accountNumber ?? null),
      ordered.map((entry) => entry.at),
      ordered.map((entry) => entry.lines.length),
      ordered.map((entry) => entry.receiptNumber ?? null),
      lines.map((line) => line.id),
      lines.map((line) => line.position),
      lines.map((line) => line.account),
      lines.map((line) => line.currency),
      lines.map((line) => line.amountMinor.toString()),
    ]);
    return new Set(added.map(({ reference }) => reference));
  }

  /** By number. What a transaction has booked has its number, and is listed, once the transaction has committed. */
  async list(tx: Tx, filter: EntryFilter): Promise<readonly BookedEntry[]> {
    const { accountNumber, reference, period, afterNumber, beforeNumber, newestFirst, limit } = filter;
    const entries = await sql<NumberedRow>(
      tx,
      `select ${columnsOf(JournalEntryRow, 'e')}, n.number, ${monthText('n.period')} as period from journal_number n
         join journal_entry e on e.utility = n.utility and e.id = n.entry_id
        where n.utility = $1 and ($2::text is null or n.account_number = $2) and ($3::text is null or e.reference = $3) and n.number > $4
          and ($5::text is null or n.period = ${monthStart('$5')}) and ($7::bigint is null or n.number < $7)
        order by n.number ${newestFirst === true ? 'desc' : 'asc'} limit $6`,
      [tx.utility, accountNumber ?? null, reference ?? null, afterNumber ?? 0, period ?? null, limit, beforeNumber ?? null],
    );
    const lines = await this.linesOf(tx, entries);
    return entries.map((entry) => fromRow(entry, lines.get(entry.id) ?? []));
  }

  private async linesOf(tx: Tx, entries: readonly JournalEntryRow[]): Promise<ReadonlyMap<string, readonly JournalLine[]>> {
    const rows = await sql<JournalLineRow>(
      tx,
      `select ${columnsOf(JournalLineRow, 'l')} from journal_line l
        where l.utility = $1 and l.entry_id = any($2::uuid[]) order by l.entry_id, l.position`,
      [tx.utility, entries.map(({ id }) => id)],
    );
    const lines = new Map<string, JournalLine[]>();
    for (const { entryId, account, amountMinor } of rows) {
      const ofEntry = lines.get(entryId) ?? [];
      ofEntry.push({ account, amountMinor: moneyMinor(BigInt(amountMinor)) });
      lines.set(entryId, ofEntry);
    }
    return lines;
  }
}

const fromRow = ({ number, period, accountNumber, receiptNumber, ...row }: NumberedRow, lines: readonly JournalLine[]): BookedEntry => {
  const { id, reference, currency, at, postedAt } = row;
  const ofReceipt = receiptNumber === null ? undefined : Number(receiptNumber);
  return present({
    id,
    number: Number(number),
    period,
    reference,
    currency,
    accountNumber: accountNumber ?? undefined,
    receiptNumber: ofReceipt,
    lines,
    at,
    postedAt,
  });
};
