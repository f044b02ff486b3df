import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { ReadingRow } from './reading.row.js';
import type { Bucket, RawPoint, SeriesRange } from './series.js';

export interface SeriesRequest extends SeriesRange {
  readonly meterNumber: string;
  readonly register: string;
  /** Continues after this time. */
  readonly after: Date | undefined;
  readonly limit: number;
}

export interface BucketRequest extends SeriesRequest {
  readonly unit: 'hour' | 'day';
  readonly timeZone: string;
}

export class SeriesRepository {
  /** Points with `from <= ts < to`, oldest first. */
  async raw(tx: Tx, { meterNumber, register, from, to, after, limit }: SeriesRequest): Promise<readonly RawPoint[]> {
    const rows = await sql<ReadingRow & { readonly contradicted: boolean }>(
      tx,
      `select ${columnsOf(ReadingRow, 'reading')}, exists (
         select from reading_conflict as other where other.utility = $1 and other.meter_number = $2 and other.register = $3 and other.ts = reading.ts
       ) as contradicted from reading
       where utility = $1 and meter_number = $2 and register = $3 and ts >= $4 and ts < $5 and ($6::timestamptz is null or ts > $6)
       order by ts limit $7`,
      [tx.utility, meterNumber, register, from, to, after ?? null, limit],
    );
    return rows.map(({ ts, value, seq, receivedAt, contradicted }) => ({ ts, value, seq, receivedAt, contradicted }));
  }

  /**
   * Buckets of an hour, or of a day as `timeZone` has it, of what is in the range; oldest first. Each point is put into its bucket by
   * the calendar of that zone, and a page goes on after the bucket that the last one ended with, so that days of 23 or 25 hours
   * are whole, and the session's own zone says nothing.
   */
  async buckets(tx: Tx, request: BucketRequest): Promise<readonly Bucket[]> {
    const { meterNumber, register, from, to, after, limit, unit, timeZone } = request;
    return sql<Bucket>(
      tx,
      `select date_trunc($8, ts, $9) as ts, (array_agg(value order by ts desc))[1]::text as value,
         (array_agg(value order by ts))[1]::text as first, min(value)::text as min, max(value)::text as max, count(*)::int as count
       from reading
       where utility = $1 and meter_number = $2 and register = $3 and ts >= $4 and ts < $5
         and ($6::timestamptz is null or (ts > $6 and date_trunc($8, ts, $9) > $6))
       group by 1 order by 1 limit $7`,
      [tx.utility, meterNumber, register, from, to, after ?? null, limit, unit, timeZone],
    );
  }
}
