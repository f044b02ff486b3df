import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { limits } from '../telemetry-limits.js';
import { arrayOf } from './array-of.js';
import type { Point } from './point.js';

/** Columns of a multi-row statement: one array parameter each, so the number of rows is not bound by parameters. */
const INCOMING = `unnest($2::text[], $3::text[], $4::timestamptz[], $5::numeric[], $6::bigint[], $7::timestamptz[])
  as incoming(meter_number, register, ts, value, seq, received_at)`;

const columns = (tx: Tx, points: readonly Point[]): unknown[] => [
  tx.utility,
  arrayOf(points, ({ meterNumber }) => meterNumber),
  arrayOf(points, ({ register }) => register),
  arrayOf(points, ({ ts }) => ts.toISOString()),
  arrayOf(points, ({ value }) => value),
  arrayOf(points, ({ seq }) => seq),
  arrayOf(points, ({ receivedAt }) => receivedAt.toISOString()),
];

export class ReadingRepository {
  /** Stores points that are new, and marks their hours as not summed up. @returns how many those were */
  async insertNew(tx: Tx, points: readonly Point[]): Promise<number> {
    const [row] = await sql<{ readonly stored: number }>(
      tx,
      `with stored as (
         insert into reading (utility, meter_number, register, ts, value, seq, received_at)
         select $1, meter_number, register, ts, value, seq, received_at from ${INCOMING}
         order by meter_number, register, ts
         on conflict do nothing returning meter_number, ts),
       marked as (
         insert into reading_stale (utility, meter_number, hour)
         select distinct $1, meter_number, date_bin('1 hour', ts, timestamptz 'epoch') from stored order by 2, 3
         on conflict do nothing)
       select count(*)::int as stored from stored`,
      columns(tx, points),
    );
    return row?.stored ?? 0;
  }

  /** Writes down where a point says something else than what is stored, so many times for one point. @returns how many such there were and were not known */
  async insertConflicts(tx: Tx, points: readonly Point[]): Promise<number> {
    const [row] = await sql<{ readonly conflicts: number }>(
      tx,
      `with conflicts as (
         insert into reading_conflict (utility, meter_number, register, ts, value, stored_value, seq, received_at)
         select $1, incoming.meter_number, incoming.register, incoming.ts, incoming.value, reading.value, incoming.seq, incoming.received_at
         from ${INCOMING} join reading on reading.utility = $1 and reading.meter_number = incoming.meter_number
           and reading.register = incoming.register and reading.ts = incoming.ts
         where reading.value <> incoming.value and $8 > (
           select count(*) from reading_conflict as other where other.utility = $1 and other.meter_number = incoming.meter_number
             and other.register = incoming.register and other.ts = incoming.ts)
         on conflict do nothing returning meter_number, ts),
       marked as (
         insert into reading_stale (utility, meter_number, hour)
         select distinct $1, meter_number, date_bin('1 hour', ts, timestamptz 'epoch') from conflicts order by 2, 3
         on conflict do nothing)
       select count(*)::int as conflicts from conflicts`,
      [...columns(tx, points), limits.readings.contradictionsOfOnePoint],
    );
    return row?.conflicts ?? 0;
  }
}
