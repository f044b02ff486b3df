import type { ReceivedEvent } from '@openprepay/contracts/event';
import { TokenRequested } from '@openprepay/contracts/vending';
import { prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { z } from 'zod';
import type { LateWaiting } from './late-metrics.js';

/** More that wait are not counted. */
const MAX_COUNTED = 100_000;

/** A request as it came, with its signature. */
export type RequestEvent = ReceivedEvent<typeof TokenRequested>;

/** One that waits for its turn. */
export interface LateRequest {
  /** A bigint as text: the order in which they are answered. */
  readonly position: string;
  readonly utility: string;
  readonly requestId: string;
  readonly meterPan: string;
  /** @throws where it is not what this version writes */
  readonly read: () => RequestEvent;
}

interface LateRow {
  readonly position: string;
  readonly utility: string;
  readonly request_id: string;
  readonly meter_pan: string;
  readonly event_id: string;
  readonly source: string;
  readonly sent_at: Date;
  readonly traceparent: string | null;
  readonly request: unknown;
}

/** Requests that whoever asked no longer waits for at a till, in the order that they came in. */
export class LateRequestRepository {
  /** Those of the meters of which a request waits. */
  async metersWaiting(tx: Tx, meterPans: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await prepared<{ readonly meter_pan: string }>(
      tx,
      `select distinct late.meter_pan from ${unnested(2, 'text')} as asked(meter_pan)
       join late_request late on late.utility = $1 and late.meter_pan = asked.meter_pan`,
      [tx.utility, meterPans],
    );
    return new Set(rows.map(({ meter_pan: meterPan }) => meterPan));
  }

  /** One that waits already keeps its place. */
  async add(tx: Tx, events: readonly RequestEvent[]): Promise<void> {
    if (events.length === 0) return;
    await prepared(
      tx,
      `insert into late_request (utility, request_id, meter_pan, event_id, source, sent_at, traceparent, request)
       select $1, request_id, meter_pan, event_id, source, sent_at, traceparent, request
       from ${unnested(2, 'uuid', 'text', 'uuid', 'text', 'timestamptz', 'text', 'jsonb')}
         with ordinality as late(request_id, meter_pan, event_id, source, sent_at, traceparent, request, place)
       order by place
       on conflict on constraint late_request_key do nothing`,
      [
        tx.utility,
        events.map(({ data }) => data.requestId),
        events.map(({ data }) => data.meterPan),
        events.map(({ id }) => id),
        events.map(({ source }) => source),
        events.map(({ time }) => time),
        events.map(({ traceparent }) => traceparent ?? null),
        events.map(({ data }) => JSON.stringify(z.encode(TokenRequested.data, data))),
      ],
    );
  }

  /** False where another instance is at it: one at a time, so that a meter's come in their order. The turn ends with the transaction. */
  async tryTurn(tx: Tx): Promise<boolean> {
    const [turn] = await sql<{ readonly taken: boolean }>(
      tx,
      `select pg_try_advisory_xact_lock(hashtextextended('late requests', 0)) as taken`,
    );
    return turn?.taken === true;
  }

  /** Takes those away that have waited longest, of any utility, but none of these meters: they are answered in this transaction. */
  async takeOldest(tx: Tx, limit: number, exceptOf: readonly string[]): Promise<readonly LateRequest[]> {
    const rows = await prepared<LateRow>(
      tx,
      `with taken as (
         delete from late_request where position in (
           select position from late_request where meter_pan <> all($2::text[]) order by position limit $1)
         returning position, utility, request_id, meter_pan, event_id, source, sent_at, traceparent, request)
       select * from taken order by position`,
      [limit, exceptOf],
    );
    return rows.map(fromRow);
  }

  /** Those of all utilities; for a transaction over all of them. */
  async waiting(tx: Tx): Promise<LateWaiting> {
    const [row] = await sql<LateWaiting>(
      tx,
      `select (select count(*)::int from (select from late_request limit ${MAX_COUNTED}) counted) as requests,
         coalesce((select extract(epoch from now() - set_aside_at) * 1000 from late_request order by position limit 1), 0)::float8 as "oldestMs"`,
    );
    return row!;
  }

  async remove(tx: Tx, position: string): Promise<void> {
    await sql(tx, `delete from late_request where position = $1`, [position]);
  }
}

const fromRow = (row: LateRow): LateRequest => ({
  ...{ position: row.position, utility: row.utility, requestId: row.request_id, meterPan: row.meter_pan },
  read: () => eventOf(row),
});

const eventOf = ({ utility, event_id: id, source, sent_at: time, traceparent, request }: LateRow): RequestEvent => ({
  ...{ id, type: TokenRequested.type, source, utility, time },
  ...(traceparent === null ? {} : { traceparent }),
  data: z.decode(TokenRequested.data, request as z.input<typeof TokenRequested.data>),
});
