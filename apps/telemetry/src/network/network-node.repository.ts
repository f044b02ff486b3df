import type { EventData } from '@openprepay/contracts/event';
import type { NetworkNodeChanged } from '@openprepay/contracts/vending';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** The service's own copy of what feeds what in the network. */
export class NetworkNodeRepository {
  /** Keeps what vending said last; an older message changes nothing. */
  async upsert(tx: Tx, { code, parent, revision }: EventData<typeof NetworkNodeChanged>): Promise<void> {
    await sql(
      tx,
      `insert into network_node as known (utility, code, parent, revision) values ($1, $2, $3, $4)
       on conflict (utility, code) do update set parent = excluded.parent, revision = excluded.revision
       where known.revision < excluded.revision`,
      [tx.utility, code, parent ?? null, revision],
    );
  }
}
