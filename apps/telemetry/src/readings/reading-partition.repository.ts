import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** The months that readings go to, across utilities. The service's role owns no table: the database's own functions make and drop them. */
export class ReadingPartitionRepository {
  /** @param month `YYYY-MM-01` */
  async ensure(tx: Tx, month: string): Promise<void> {
    await sql(tx, 'select ensure_reading_partition($1)', [month]);
  }

  /** @returns how many months were dropped */
  async dropBefore(tx: Tx, month: string): Promise<number> {
    const [row] = await sql<{ readonly dropped: number }>(tx, 'select drop_reading_partitions_before($1) as dropped', [month]);
    return row?.dropped ?? 0;
  }
}
