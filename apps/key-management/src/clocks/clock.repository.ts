import { prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** The database's clock, and when it was last gone by. */
export class ClockRepository {
  /** The database's clock at this moment, not at the transaction's beginning: a transaction may have waited for locks. */
  async read(tx: Tx): Promise<{ readonly database: Date; readonly lastIssuedAt: Date | undefined }> {
    const [row] = await prepared<{ readonly database: Date; readonly last: Date | null }>(
      tx,
      `select clock_timestamp() as database, (select last_issued_at from vault_clock) as last`,
      [],
    );
    if (!row) throw new Error('the database told no time');
    return { database: row.database, lastIssuedAt: row.last ?? undefined };
  }

  /** Notes that tokens were made at `at`; also one that is before the last, where the clocks were wrong then and are right now. */
  async note(tx: Tx, at: Date): Promise<void> {
    await sql(tx, `update vault_clock set last_issued_at = $1`, [at]);
  }
}
