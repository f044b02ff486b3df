import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { ReadingRow } from '../readings/reading.row.js';
import { limits } from '../telemetry-limits.js';
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

export interface StoredPoint {
  readonly ts: Date;
  readonly value: string;
  readonly seq: string;
  readonly receivedAt: Date;
  /** The meter gave another value for the same time. */
  readonly contradicted: boolean;
}

type PointRow = ReadingRow & { readonly contradicted: boolean };

const POINTS = `select ${columnsOf(ReadingRow, 'reading')}, exists (
    select from reading_conflict as other where other.utility = $1 and other.meter_number = $2 and other.register = $3 and other.ts = reading.ts
  ) as contradicted from reading where utility = $1 and meter_number = $2 and register = $3`;

export class SeriesRepository {
  /** Points with `from <= ts < to`, oldest first. */
  async points(tx: Tx, { meterNumber, register, from, to, after, limit }: SeriesRequest): Promise<readonly StoredPoint[]> {
    const rows = await sql<PointRow>(
      tx,
      `${POINTS} and ts >= $4 and ts < $5 and ($6::timestamptz is null or ts > $6) order by ts limit $7`,
      [tx.utility, meterNumber, register, from, to, after ?? null, limit],
    );
    return rows.map(fromRow);
  }

  /** Points before a stretch that it is judged from, and the one after it; oldest first. */
  async around(tx: Tx, request: Stretch): Promise<readonly [readonly StoredPoint[], readonly StoredPoint[]]> {
    const of = [tx.utility, request.meterNumber, request.register];
    const { first, last } = request;
    const [before, after] = await Promise.all([
      sql<PointRow>(tx, `${POINTS} and ts < $4 order by ts desc limit $5`, [...of, first, limits.validation.pointsBefore]),
      sql<PointRow>(tx, `${POINTS} and ts > $4 order by ts limit 1`, [...of, last]),
    ]);
    return [before.reverse().map(fromRow), after.map(fromRow)];
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

const fromRow = ({ ts, value, seq, receivedAt, contradicted }: PointRow): StoredPoint => ({ ts, value, seq, receivedAt, contradicted });
