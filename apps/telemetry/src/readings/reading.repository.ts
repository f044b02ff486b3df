import { prepared, sql, undoable, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { arrayOf, arrayOfIntegers, arrayOfTimes } from '../shadow/array-of.js';
import { limits } from '../telemetry-limits.js';
import type { Point } from './point.js';

const HOUR_MS = 3_600_000;

/** Columns of a multi-row statement: one array parameter each, so the number of rows is not bound by parameters. */
const INCOMING = `${unnested(2, 'text', 'text', 'timestamptz', 'numeric', 'bigint', 'timestamptz')}
  as incoming(meter_number, register, ts, value, seq, received_at)`;

/** Meters and hours, after those. */
const TOUCHED = `${unnested(8, 'text', 'timestamptz')} as touched(meter_number, hour)`;

const columns = (tx: Tx, points: readonly Point[]): unknown[] => [
  tx.utility,
  arrayOf(points, ({ meterNumber }) => meterNumber),
  arrayOf(points, ({ register }) => register),
  arrayOfTimes(points, ({ ts }) => ts),
  arrayOf(points, ({ value }) => value),
  arrayOfIntegers(points, ({ seq }) => seq),
  arrayOfTimes(points, ({ receivedAt }) => receivedAt),
];

export class ReadingRepository {
  /**
   * Stores points that are taken for new, and marks their hours as `insertNew` does. Not one of them is looked for: that is a third
   * of what storing them takes.
   *
   * @returns false where one of them is stored already; then nothing has been done
   */
  async insertUnseen(tx: Tx, points: readonly Point[]): Promise<boolean> {
    try {
      await undoable(tx, () => prepared(tx, INSERT_UNSEEN, insertParameters(tx, points)));
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  /**
   * Stores points that are new, and marks the hours as not summed up that have any; one that was marked before does not rest. Marks
   * are looked for after the points are written: by then the transaction has a number, by which whoever takes a mark away waits
   * for it. That an hour does not rest is noted in no order, and so waits for nobody: who holds the mark has just noted it. It is
   * noted after the marks are made (`marked` is counted for that): whoever makes marks waits for who has noted it.
   *
   * @returns how many were new
   */
  async insertNew(tx: Tx, points: readonly Point[]): Promise<number> {
    const [row] = await prepared<{ readonly stored: number }>(tx, INSERT_NEW, insertParameters(tx, points));
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

const insertParameters = (tx: Tx, points: readonly Point[]): unknown[] => [
  ...columns(tx, points),
  ...hoursOf(points),
  limits.validation.touchEveryMs,
];

const insert = (known: string): string => `
  with stored as (
    insert into reading (utility, meter_number, register, ts, value, seq, received_at)
    select $1, meter_number, register, ts, value, seq, received_at from ${INCOMING}
    order by meter_number collate "C", register collate "C", ts
    ${known} returning 1),
  marked as (
    insert into reading_stale (utility, meter_number, hour)
    select $1, meter_number, hour from ${TOUCHED}
    where (select count(*) from stored) > 0
    on conflict do nothing returning 1),
  touched as (
    update reading_stale set touched_at = now() where utility = $1 and (meter_number, hour) in (
      select meter_number, hour from reading_stale known join ${TOUCHED} using (meter_number, hour)
      where known.utility = $1 and known.touched_at < now() - $10 * interval '1 millisecond' and (select count(*) from stored) > 0
        and (select count(*) from marked) >= 0
      for update of known skip locked))
  select count(*)::int as stored from stored`;

const INSERT_UNSEEN = insert('');
const INSERT_NEW = insert('on conflict do nothing');

/** The hours of UTC that points lie in, by meter: two columns, in one order for all that write them. */
function hoursOf(points: readonly Point[]): readonly [meters: string, hours: Buffer] {
  const hours = new Map<string, readonly [meterNumber: string, hour: number]>();
  let last: Point | undefined;
  for (const point of points) {
    const { meterNumber, ts } = point;
    // Registers of one reading follow each other.
    const isSame = last?.ts === ts && last.meterNumber === meterNumber;
    last = point;
    if (isSame) continue;
    const hour = Math.floor(ts.getTime() / HOUR_MS) * HOUR_MS;
    hours.set(`${meterNumber} ${hour}`, [meterNumber, hour]);
  }
  const sorted = [...hours.keys()].sort().map((key) => hours.get(key)!);
  return [arrayOf(sorted, ([meterNumber]) => meterNumber), arrayOfTimes(sorted, ([, hour]) => new Date(hour))];
}
