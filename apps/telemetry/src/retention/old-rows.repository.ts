import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** What is forgotten after its time; a delivery, an alarm only once it has ended. Months of readings are dropped whole instead. */
export const oldRows = ['deliveries', 'alarms', 'commands', 'quarantine', 'contradictions'] as const;
export type OldRows = (typeof oldRows)[number];

/** What is past its time; `$1` is how long it is kept. Each has an index of the column that it is ordered by. */
const PAST = {
  deliveries: `token_delivery where state <> 'pending' and settled_at < now() - $1::interval order by settled_at`,
  alarms: 'alarm where ended_at < now() - $1::interval order by ended_at',
  commands: 'meter_command where requested_at < now() - $1::interval order by requested_at',
  quarantine: 'quarantine where last_received_at < now() - $1::interval order by last_received_at',
  contradictions: `reading_conflict where ts < date_trunc('month', now(), 'UTC') - $1::interval order by ts`,
} as const satisfies Record<OldRows, string>;

/** Takes the oldest, by their places in the table, and leaves to other instances what they hold. */
const purgeOf = (past: string): string => {
  const [table] = past.split(' ');
  return `delete from ${table} where ctid = any (array (select ctid from ${past} limit $2 for update skip locked)) returning 1`;
};

export class OldRowsRepository {
  /**
   * Removes so many of the oldest, by the database's clock. For system work across utilities.
   *
   * @param age as PostgreSQL writes an interval
   * @returns how many went
   */
  async purge(tx: Tx, rows: OldRows, { age, limit }: { readonly age: string; readonly limit: number }): Promise<number> {
    return (await sql(tx, purgeOf(PAST[rows]), [age, limit])).length;
  }
}
