import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { ReadingRow } from '../readings/reading.row.js';
import { limits } from '../telemetry-limits.js';
import { RULED, ruledPoint, type RuledRow } from '../validation/hour-points.repository.js';
import type { MeasuredPoint } from '../validation/measured-point.js';
import type { SeriesRange } from './series.js';

export interface SeriesRequest extends SeriesRange {
  readonly meterNumber: string;
  readonly register: string;
  /** Continues after this time. */
  readonly after: Date | undefined;
  readonly limit: number;
}

/** Points of a register from one time to another, both included. */
export interface Stretch {
  readonly meterNumber: string;
  readonly register: string;
  readonly first: Date;
  readonly last: Date;
}

export interface Calendar {
  readonly unit: 'hour' | 'day';
  readonly timeZone: string;
}

export interface StoredPoint extends MeasuredPoint {
  readonly seq: string;
}

type PointRow = Pick<ReadingRow, 'ts' | 'value' | 'seq' | 'receivedAt'> & RuledRow;

/** @param which of a register's points, `r` @param order and how many of them */
const pointsWhere = (which: string, order: string): string => `
  with k as (select $2::text as meter_number, $3::text as register)
  select p.*, c.contradicted, u.decision, u."ruledValue" from k cross join lateral (
    select ts, value::text, seq::text, received_at as "receivedAt" from reading as r
    where utility = $1 and meter_number = $2 and register = $3 and ${which} order by ${order}) p
  ${RULED('k')} order by p.ts`;

export class SeriesRepository {
  /** Points with `from <= ts < to`, oldest first. */
  async points(tx: Tx, { meterNumber, register, from, to, after, limit }: SeriesRequest): Promise<readonly StoredPoint[]> {
    const rows = await sql<PointRow>(tx, pointsWhere('ts >= $4 and ts < $5 and ($6::timestamptz is null or ts > $6)', 'ts limit $7'), [
      tx.utility,
      meterNumber,
      register,
      from,
      to,
      after ?? null,
      limit,
    ]);
    return rows.map(fromRow);
  }

  /** Points before a stretch that it is judged from, and the one after it; oldest first. */
  async around(tx: Tx, request: Stretch): Promise<readonly [readonly StoredPoint[], readonly StoredPoint[]]> {
    const of = [tx.utility, request.meterNumber, request.register];
    const { first, last } = request;
    const [before, after] = await Promise.all([
      sql<PointRow>(tx, pointsWhere('ts < $4', 'ts desc limit $5'), [...of, first, limits.validation.pointsBefore]),
      sql<PointRow>(tx, pointsWhere('ts > $4', 'ts limit 1'), [...of, last]),
    ]);
    return [before.map(fromRow), after.map(fromRow)];
  }

  /**
   * Where buckets begin in which these times lie, by the calendar of a time zone: days of 23 or 25 hours are whole, and the
   * session's own zone says nothing.
   */
  async bucketsOf(tx: Tx, { unit, timeZone }: Calendar, times: readonly Date[]): Promise<readonly Date[]> {
    const rows = await sql<{ readonly bucket: Date }>(
      tx,
      'select date_trunc($1, t.ts, $2) as bucket from unnest($3::timestamptz[]) with ordinality as t(ts, nth) order by nth',
      [unit, timeZone, times],
    );
    return rows.map(({ bucket }) => bucket);
  }
}

const fromRow = ({ ts, value, seq, receivedAt, ...ruled }: PointRow): StoredPoint => ({ ts, value, seq, receivedAt, ...ruledPoint(ruled) });
