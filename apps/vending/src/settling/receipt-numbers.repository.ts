import { prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { formatReceiptNumber } from './receipt-number.js';
import type { ReceiptCounterRow } from './receipt-counter.row.js';

/**
 * Receipt numbers of a utility: 1, 2, 3, … without a gap, in the order in which vends are completed, as auditors and tax offices
 * expect. The counter is a row that each transaction holds until it commits; completion works in batches, so it is held once per batch.
 */
export class ReceiptNumbers {
  /**
   * Holds the utility's counter until the transaction ends.
   * @returns the last number that has been taken
   */
  async lock(tx: Tx): Promise<bigint> {
    const [counter] = await prepared<Counter>(tx, `${LAST} for update`, [tx.utility]);
    if (counter) return BigInt(counter.lastNumber);
    // the utility's first receipt: whoever else begins the counter at this moment is waited for
    const [, [begun]] = await Promise.all([
      sql(tx, 'insert into receipt_counter (utility, last_number) values ($1, 0) on conflict do nothing', [tx.utility]),
      sql<Counter>(tx, `${LAST} for update`, [tx.utility]),
    ]);
    return BigInt(begun!.lastNumber);
  }

  /** The `count` numbers after `last`, which `lock` gave, in order. */
  async take(tx: Tx, last: bigint, count: number): Promise<void> {
    await prepared(tx, 'update receipt_counter set last_number = $2 where utility = $1', [tx.utility, (last + BigInt(count)).toString()]);
  }

  /** A number that somebody holds is not given again, nor one below it. */
  async passBy(tx: Tx, receiptNumber: string): Promise<void> {
    await sql(
      tx,
      `insert into receipt_counter as c (utility, last_number) values ($1, $2)
       on conflict (utility) do update set last_number = excluded.last_number where c.last_number < excluded.last_number`,
      [tx.utility, BigInt(receiptNumber).toString()],
    );
  }

  /** Whether a sale or a payment of debts has it, or what took one back. */
  async isGiven(tx: Tx, receiptNumber: string): Promise<boolean> {
    return (await sql(tx, GIVEN, [tx.utility, receiptNumber])).length > 0;
  }
}

type Counter = Pick<ReceiptCounterRow, 'lastNumber'>;

const GIVEN = ['vend', 'vend_reversal', 'account_payment', 'account_payment_reversal']
  .map((table) => `select 1 from ${table} where utility = $1 and receipt_number = $2`)
  .join(' union all ');

const LAST = 'select last_number as "lastNumber" from receipt_counter where utility = $1';

/** The number of the `nth` receipt after `last`, the first being 0. */
export const receiptNumberAfter = (last: bigint, nth: number): string => formatReceiptNumber(last + BigInt(nth) + 1n);
