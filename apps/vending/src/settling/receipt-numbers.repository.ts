import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { formatReceiptNumber } from './receipt-number.js';
import type { ReceiptCounterRow } from './receipt-counter.row.js';

/**
 * Receipt numbers of a utility: 1, 2, 3, … without a gap, in the order in which vends are completed, as auditors and tax offices
 * expect. The counter is a row that each transaction holds until it commits; completion works in batches, so it is held once per batch.
 */
export class ReceiptNumbers {
  /** The next `count` numbers, in order. */
  async take(tx: Tx, count: number): Promise<readonly string[]> {
    const [counter] = await sql<Pick<ReceiptCounterRow, 'lastNumber'>>(
      tx,
      `insert into receipt_counter as c (utility, last_number) values ($1, $2)
       on conflict (utility) do update set last_number = c.last_number + excluded.last_number
       returning last_number as "lastNumber"`,
      [tx.utility, count],
    );
    const first = BigInt(counter!.lastNumber) - BigInt(count) + 1n;
    return Array.from({ length: count }, (_, index) => formatReceiptNumber(first + BigInt(index)));
  }
}
