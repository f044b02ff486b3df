import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** On which days each key has made tokens; how many it made is counted from the issued tokens themselves. */
export class KeyUseRepository {
  /** Notes the keys' use on a day (UTC) and says which of them are used for the first time on it. */
  async note(tx: Tx, vendingKeyIds: readonly string[], now: Date): Promise<readonly string[]> {
    if (vendingKeyIds.length === 0) return [];
    const rows = await sql<{ readonly id: string }>(
      tx,
      `INSERT INTO key_use (utility, vending_key_id, used_on)
       SELECT $1, id, $3::date FROM unnest($2::uuid[]) AS used (id) ORDER BY id
       ON CONFLICT DO NOTHING RETURNING vending_key_id AS id`,
      [tx.utility, vendingKeyIds, now.toISOString().slice(0, 10)],
    );
    return rows.map(({ id }) => id);
  }
}
