import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterHour } from './hour.js';

export interface Claim {
  /** To an hour that rests no point has come for so long. */
  readonly quietMs: number;
  /** One that was marked so long ago is taken though it does not rest. */
  readonly longestMs: number;
  readonly limit: number;
}

export interface Busy {
  /** Of an hour that was marked so long ago, and does not rest; and how long ago its meter was judged, if it was. */
  readonly quietMs: number;
  readonly limit: number;
}

export interface Readying {
  readonly limit: number;
  readonly exceptOf: readonly string[];
}

export interface BusyMeter {
  readonly utility: string;
  readonly meterNumber: string;
}

export interface HourRange {
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
}

const MARKED_TABLES = ['reading_stale', 'reading_settling'];

interface HourRow {
  readonly meter_number: string;
  readonly hour: Date;
}

/**
 * Hours whose points have changed since they were summed up. Storing a point marks its hour, or finds it marked. A mark is taken
 * away in three steps, each a transaction of its own: `claim` moves it aside, `fence` notes which transactions may have
 * seen it before, and it is `ready` once those have ended, so that none of their points is missed.
 *
 * So many hours at most are looked for once, by themselves: within the statement that takes them away or changes them they could be looked
 * for again, and be more than the limit.
 */
export class HourMarkRepository {
  /** For system work across utilities. @returns how many were moved aside */
  async claim(tx: Tx, { quietMs, longestMs, limit }: Claim): Promise<number> {
    const claimed = await sql(
      tx,
      `with next as materialized (
         select utility, meter_number, hour from reading_stale where marked_at <= now() - $1 * interval '1 millisecond'
           and (touched_at <= now() - $1 * interval '1 millisecond' or marked_at <= now() - $3 * interval '1 millisecond')
         order by marked_at, meter_number, hour limit $2 for update skip locked),
       claimed as (
         delete from reading_stale known using next
         where known.utility = next.utility and known.meter_number = next.meter_number and known.hour = next.hour
         returning known.utility, known.meter_number, known.hour, known.marked_at)
       insert into reading_settling as known (utility, meter_number, hour, marked_at)
       select utility, meter_number, hour, marked_at from claimed order by 1, 2, 3
       on conflict (utility, meter_number, hour) do update set ready_at = null, marked_at = least(known.marked_at, excluded.marked_at)
       returning 1`,
      [quietMs, limit, longestMs],
    );
    return claimed.length;
  }

  /** Meters of hours that do not rest, which are taken for judged from now on. For system work across utilities. */
  async takeBusy(tx: Tx, { quietMs, limit }: Busy): Promise<readonly BusyMeter[]> {
    return sql<BusyMeter>(
      tx,
      `with next as materialized (
         select utility, meter_number, hour from reading_stale where marked_at <= now() - $1 * interval '1 millisecond'
           and touched_at > now() - $1 * interval '1 millisecond'
           and (judged_at is null or judged_at <= now() - $1 * interval '1 millisecond')
         order by marked_at, meter_number, hour limit $2 for update skip locked),
       busy as (
         update reading_stale known set judged_at = now() from next
         where known.utility = next.utility and known.meter_number = next.meter_number and known.hour = next.hour
         returning known.utility, known.meter_number)
       select distinct utility, meter_number as "meterNumber" from busy order by 1, 2`,
      [quietMs, limit],
    );
  }

  /** For system work across utilities, after `claim` has been committed. */
  async fence(tx: Tx): Promise<void> {
    await sql(tx, 'update reading_settling set ready_at = pg_snapshot_xmax(pg_current_snapshot()) where ready_at is null');
  }

  /** Utilities that have hours to be summed up. For system work across utilities. */
  async utilitiesWithReady(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      'select distinct utility from reading_settling where ready_at <= pg_snapshot_xmin(pg_current_snapshot()) order by 1',
    );
    return rows.map(({ utility }) => utility);
  }

  /**
   * Hours to be summed up in this transaction, by meter and time, whose marks go with it; other instances pass them over.
   *
   * @param exceptOf meters that none are taken of
   */
  async takeReady(tx: Tx, { limit, exceptOf }: Readying): Promise<readonly MeterHour[]> {
    const rows = await sql<HourRow>(
      tx,
      `with next as materialized (
         select meter_number, hour from reading_settling where utility = $1 and ready_at <= pg_snapshot_xmin(pg_current_snapshot())
           and meter_number <> all($3::text[])
         order by meter_number, hour limit $2 for update skip locked),
       taken as (
         delete from reading_settling known using next
         where known.utility = $1 and known.meter_number = next.meter_number and known.hour = next.hour
         returning known.meter_number, known.hour)
       select meter_number, hour from taken order by 1, 2`,
      [tx.utility, limit, exceptOf],
    );
    return rows.map(({ meter_number, hour }) => ({ meterNumber: meter_number, hour }));
  }

  async mark(tx: Tx, hours: readonly MeterHour[]): Promise<void> {
    if (hours.length === 0) return;
    await sql(
      tx,
      `insert into reading_stale (utility, meter_number, hour)
       select distinct $1, meter_number, hour from unnest($2::text[], $3::timestamptz[]) as marked(meter_number, hour) order by 2, 3
       on conflict do nothing`,
      [tx.utility, hours.map(({ meterNumber }) => meterNumber), hours.map(({ hour }) => hour)],
    );
  }

  /** How long the oldest hour has waited that is not summed up, claimed or not, in milliseconds; 0 where none waits. For system work across utilities. */
  async longestWait(tx: Tx): Promise<number> {
    const oldest = MARKED_TABLES.map((table) => `(select min(marked_at) from ${table})`).join(', ');
    const [row] = await sql<{ readonly ms: number }>(
      tx,
      `select coalesce(extract(epoch from now() - least(${oldest})) * 1000, 0)::float8 as ms`,
    );
    return row!.ms;
  }

  /** The oldest hours of a meter with `from <= hour < to` that are marked or being summed up, in the order of time. */
  async ofMeter(tx: Tx, meterNumber: string, { from, to, limit }: HourRange): Promise<readonly Date[]> {
    const rows = await sql<{ readonly hour: Date }>(
      tx,
      `${MARKED_TABLES.map((table) => `select hour from ${table} where utility = $1 and meter_number = $2 and hour >= $3 and hour < $4`).join(' union ')}
       order by hour limit $5`,
      [tx.utility, meterNumber, from, to, limit],
    );
    return rows.map(({ hour }) => hour);
  }
}
