import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export class RebuildRepository {
  /** When the last vend of any utility was accepted or settled that the database knows; undefined where it knows none. */
  async lastKnownAt(tx: Tx): Promise<Date | undefined> {
    const [row] = await sql<{ readonly at: Date | null }>(tx, 'select max(greatest(accepted_at, settled_at)) as at from vend');
    return row?.at ?? undefined;
  }
}
