import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/**
 * How many rows of a table the statements of `work` have read, by whatever way: what is found by the right index reads what it
 * shows and no more. `tx` is the transaction that they run in; the table must have been analysed.
 */
export async function rowsRead(tx: Tx, table: string, work: () => Promise<unknown>): Promise<number> {
  const read = async (): Promise<number> => {
    const [row] = await sql<{ readonly read: string }>(
      tx,
      'select seq_tup_read + coalesce(idx_tup_fetch, 0) as read from pg_stat_xact_user_tables where relname = $1',
      [table],
    );
    return Number(row?.read ?? 0);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}
