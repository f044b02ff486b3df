import { present } from '@openprepay/contracts/present';
import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import type { BookedEntry, JournalEntry, JournalLine } from './journal-entry.js';
import { JournalEntryRow } from './journal-entry.row.js';
import { JournalLineRow } from './journal-line.row.js';
import type { AccountTotal, TrialBalance } from './trial-balance.js';

export interface EntryFilter {
  readonly accountNumber?: string;
  readonly reference?: string;
  /** Entries of a higher number only. */
  readonly afterNumber?: number;
  readonly limit: number;
}

/** bigint, which the driver hands over as text. */
type NumberedRow = JournalEntryRow & { readonly number: string };

interface TotalRecord {
  readonly account: string;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
}

/** The journal as the database keeps it: rows are added, never changed, and the database sees to both. */
export class JournalRepository {
  /** Adds the entries whose reference is new; the others are booked already and left as they are. Returns the new references. */
  async post(tx: Tx, entries: readonly JournalEntry[]): Promise<ReadonlySet<string>> {
    if (entries.length === 0) return new Set();
    // In the order of references: two transactions that book the same never wait for each other crosswise.
    const ordered = entries.toSorted((left, right) => (left.reference < right.reference ? -1 : 1));
    const added = await sql<{ id: string }>(
      tx,
      `insert into journal_entry (utility, id, reference, currency, account_number, at, line_count, receipt_number)
       select $1, entry.id, entry.reference, entry.currency, entry.account_number, entry.at, entry.line_count, entry.receipt_number
         from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::smallint[], $8::bigint[]) with ordinality
           as entry (id, reference, currency, account_number, at, line_count, receipt_number, place)
        order by entry.place
       on conflict (utility, reference) do nothing returning id`,
      [
        tx.utility,
        ordered.map((entry) => entry.id),
        ordered.map((entry) => entry.reference),
        ordered.map((entry) => entry.currency),
        ordered.map((entry) => entry.accountNumber ?? null),
        ordered.map((entry) => entry.at),
        ordered.map((entry) => entry.lines.length),
        ordered.map((entry) => entry.receiptNumber ?? null),
      ],
    );
    const ids = new Set(added.map(({ id }) => id));
    const fresh = entries.filter((entry) => ids.has(entry.id));
    await this.addLines(tx, fresh);
    return new Set(fresh.map((entry) => entry.reference));
  }

  /** All lines of an entry go in by one statement: the database checks their sum when it ends. */
  private async addLines(tx: Tx, entries: readonly JournalEntry[]): Promise<void> {
    const lines = entries.flatMap((entry) => entry.lines.map((line, position) => ({ ...line, position, entry })));
    if (lines.length === 0) return;
    await sql(
      tx,
      `insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
       select $1, line.*
         from unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::numeric[]) as line (entry_id, position, account, currency, amount_minor)`,
      [
        tx.utility,
        lines.map((line) => line.entry.id),
        lines.map((line) => line.position),
        lines.map((line) => line.account),
        lines.map((line) => line.entry.currency),
        lines.map((line) => line.amountMinor.toString()),
      ],
    );
  }

  /** By number. What a transaction has booked has its number, and is listed, once the transaction has committed. */
  async list(tx: Tx, { accountNumber, reference, afterNumber, limit }: EntryFilter): Promise<readonly BookedEntry[]> {
    const entries = await sql<NumberedRow>(
      tx,
      `select ${columnsOf(JournalEntryRow, 'e')}, n.number from journal_number n
         join journal_entry e on e.utility = n.utility and e.id = n.entry_id
        where n.utility = $1 and ($2::text is null or n.account_number = $2) and ($3::text is null or e.reference = $3) and n.number > $4
        order by n.number limit $5`,
      [tx.utility, accountNumber ?? null, reference ?? null, afterNumber ?? 0, limit],
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

  /** What stands on one ledger account, debit positive. */
  async balance(tx: Tx, account: string, currency: string): Promise<MoneyMinor> {
    const [row] = await sql<{ balance: string }>(
      tx,
      'select coalesce(sum(amount_minor), 0)::text as balance from journal_line where utility = $1 and account = $2 and currency = $3',
      [tx.utility, account, currency],
    );
    return moneyMinor(BigInt(row?.balance ?? '0'));
  }

  /** Every ledger account with its debits and credits: added up from the lines each time, so it cannot differ from them. */
  async totals(tx: Tx): Promise<Omit<TrialBalance, 'balanced'>> {
    const rows = await sql<TotalRecord>(
      tx,
      `select account, currency, coalesce(sum(amount_minor) filter (where amount_minor > 0), 0)::text as debit,
              coalesce(-sum(amount_minor) filter (where amount_minor < 0), 0)::text as credit
         from journal_line where utility = $1 group by account, currency order by account, currency`,
      [tx.utility],
    );
    const [head] = await sql<{ entries: string }>(tx, 'select last_number as entries from journal_head where utility = $1', [tx.utility]);
    return { entries: Number(head?.entries ?? '0'), accounts: rows.map(totalOf) };
  }
}

const fromRow = ({ number, accountNumber, receiptNumber, ...row }: NumberedRow, lines: readonly JournalLine[]): BookedEntry => {
  const { id, reference, currency, at, postedAt } = row;
  const ofReceipt = receiptNumber === null ? undefined : Number(receiptNumber);
  return present({
    id,
    number: Number(number),
    reference,
    currency,
    accountNumber: accountNumber ?? undefined,
    receiptNumber: ofReceipt,
    lines,
    at,
    postedAt,
  });
};

const totalOf = ({ account, currency, debit, credit }: TotalRecord): AccountTotal => ({
  account,
  currency,
  debitMinor: moneyMinor(BigInt(debit)),
  creditMinor: moneyMinor(BigInt(credit)),
});
