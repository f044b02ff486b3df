import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface ClosedKey {
  readonly idempotencyKey: string;
  /** Whose key, as `sellerName` writes it; undefined closes it to all. */
  readonly seller: string | undefined;
  readonly closedBy: string;
  readonly closedAt: Date;
}

/** Keys that no sale may come under any more; the table of vends refuses one that does. */
export class ClosedKeyRepository {
  /** Waits for the sales under the key that are being stored, and keeps others out until the transaction ends. */
  async lock(tx: Tx, idempotencyKey: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))`, [tx.utility, idempotencyKey]);
  }

  /** Safe to repeat. */
  async close(tx: Tx, { idempotencyKey, seller, closedBy, closedAt }: ClosedKey): Promise<void> {
    await sql(
      tx,
      `insert into closed_key (utility, idempotency_key, seller, closed_by, closed_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [tx.utility, idempotencyKey, seller ?? null, closedBy, closedAt],
    );
  }

  /** Whether this seller sells nothing under the key any more. */
  async isClosed(tx: Tx, idempotencyKey: string, seller: string): Promise<boolean> {
    const found = await sql(
      tx,
      'select 1 from closed_key where utility = $1 and idempotency_key = $2 and (seller is null or seller = $3) limit 1',
      [tx.utility, idempotencyKey, seller],
    );
    return found.length > 0;
  }

  /** @returns how many were forgotten, of any utility */
  async forgetBefore(tx: Tx, before: Date, limit: number): Promise<number> {
    const forgotten = await sql(
      tx,
      'delete from closed_key where ctid = any(array(select ctid from closed_key where closed_at < $1 order by closed_at limit $2)) returning 1',
      [before, limit],
    );
    return forgotten.length;
  }
}
