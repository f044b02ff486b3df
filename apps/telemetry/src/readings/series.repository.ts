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
    const rows = await sql<ReadingRow>(
      tx,
      `select ${columnsOf(ReadingRow, 'reading')} from reading
       where utility = $1 and meter_number = $2 and register = $3 and ts >= $4 and ts < $5 and ($6::timestamptz is null or ts > $6)
       order by ts limit $7`,
      [tx.utility, meterNumber, register, from, to, after ?? null, limit],
    );
    return rows.map(({ ts, value, seq, receivedAt }) => ({ ts, value, seq, receivedAt }));
  }

  /** Buckets of an hour, or of a day as `timeZone` has it, that begin in the range; oldest first. */
  async buckets(tx: Tx, request: BucketRequest): Promise<readonly Bucket[]> {
    const { meterNumber, register, from, to, after, limit, unit, timeZone } = request;
    return sql<Bucket>(
      tx,
      `select date_trunc($8, ts, $9) as ts, (array_agg(value order by ts desc))[1]::text as value,
         (array_agg(value order by ts))[1]::text as first, min(value)::text as min, max(value)::text as max, count(*)::int as count
       from reading
       where utility = $1 and meter_number = $2 and register = $3 and ts >= $4 and ts < $5
         and ($6::timestamptz is null or ts >= $6 + ('1 ' || $8)::interval)
       group by 1 order by 1 limit $7`,
      [tx.utility, meterNumber, register, from, to, after ?? null, limit, unit, timeZone],
    );
  }
}
