import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** The months that readings go to, across utilities. The service's role owns no table: the database's own functions make and drop them. */
export class ReadingPartitionRepository {
  /** @param month `YYYY-MM-01` */
  async ensure(tx: Tx, month: string): Promise<void> {
    await sql(tx, 'select ensure_reading_partition($1)', [month]);
  }

  /** @returns how many months were dropped, which is one at most */
  async dropOld(tx: Tx, keepDays: number): Promise<number> {
    const [row] = await sql<{ readonly dropped: number }>(tx, 'select drop_raw_readings($1) as dropped', [keepDays]);
    return row?.dropped ?? 0;
  }
}
