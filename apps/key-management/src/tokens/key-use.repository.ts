import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** On which days each key has made tokens; how many it made is counted from the issued tokens themselves. */
export class KeyUseRepository {
  /**
   * Notes the keys' use on a day and says which of them are used for the first time on it.
   *
   * @param day `YYYY-MM-DD` (UTC)
   */
  async note(tx: Tx, vendingKeyIds: readonly string[], day: string): Promise<readonly string[]> {
    const rows = await sql<{ readonly id: string }>(
      tx,
      `insert into key_use (utility, vending_key_id, used_on)
       select $1, id, $3::date from unnest($2::uuid[]) as used (id) order by id
       on conflict do nothing returning vending_key_id as id`,
      [tx.utility, vendingKeyIds, day],
    );
    return rows.map(({ id }) => id);
  }
}
