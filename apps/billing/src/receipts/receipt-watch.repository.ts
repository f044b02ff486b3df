import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { type BookedReceipts, newWatch, type ReceiptWatch } from './receipt-watch.js';
import { ReceiptWatchRow } from './receipt-watch.row.js';

export class ReceiptWatchRepository {
  /** Every utility that has booked anything, or that vending has stated receipts of. */
  async utilities(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ utility: string }>(
      tx,
      'select utility from journal_head union select utility from receipt_watch order by utility',
    );
    return rows.map(({ utility }) => utility);
  }

  /** The watch, kept from others until the transaction ends; undefined while another has it. */
  async take(tx: Tx): Promise<ReceiptWatch | undefined> {
    await sql(tx, 'insert into receipt_watch (utility, booked_through) values ($1, 0) on conflict do nothing', [tx.utility]);
    const [row] = await sql<ReceiptWatchRow>(
      tx,
      `select ${columnsOf(ReceiptWatchRow, 'w')} from receipt_watch w where w.utility = $1 for update skip locked`,
      [tx.utility],
    );
    return row && fromRow(row);
  }

  async read(tx: Tx): Promise<ReceiptWatch> {
    const row = await entities(tx).findOneBy(ReceiptWatchRow, { utility: tx.utility });
    return row ? fromRow(row) : newWatch;
  }

  async save(tx: Tx, { bookedThrough, missing, asked }: ReceiptWatch): Promise<void> {
    await sql(tx, 'update receipt_watch set booked_through = $2, missing_through = $3, missing_since = $4, asked = $5 where utility = $1', [
      tx.utility,
      bookedThrough ?? null,
      missing?.through ?? null,
      missing?.since ?? null,
      asked,
    ]);
  }

  /** So many receipts there are. What was booked without a number before is taken for booked, once. */
  async noteStated(tx: Tx, receiptsThrough: number): Promise<void> {
    await sql(
      tx,
      `insert into receipt_watch as w (utility, booked_through, stated_through) values ($1, 0, $2)
       on conflict (utility) do update set booked_through = coalesce(w.booked_through, excluded.stated_through),
         stated_through = greatest(w.stated_through, excluded.stated_through)`,
      [tx.utility, receiptsThrough],
    );
  }

  /** The next receipts above `through` that are booked. */
  async bookedAbove(tx: Tx, through: number, limit: number): Promise<BookedReceipts> {
    const rows = await sql<{ number: string }>(
      tx,
      'select receipt_number as number from journal_entry where utility = $1 and receipt_number > $2 order by receipt_number limit $3',
      [tx.utility, through, limit + 1],
    );
    return { numbers: rows.slice(0, limit).map(({ number }) => Number(number)), more: rows.length > limit };
  }
}

const fromRow = ({ bookedThrough, statedThrough, missingThrough, missingSince, asked }: ReceiptWatchRow): ReceiptWatch => ({
  bookedThrough: bookedThrough === null ? undefined : Number(bookedThrough),
  statedThrough: Number(statedThrough),
  missing: missingThrough === null || missingSince === null ? undefined : { through: Number(missingThrough), since: missingSince },
  asked,
});
