import type { Session } from '@openprepay/persistence/session';
import { ALL_UTILITIES, UTILITY_SETTING } from '@openprepay/persistence/tenancy';
import { headersOf, type SendRequest } from './producer.js';

/** The service's one relayer: whoever holds this advisory lock of its database. */
const LEADER_LOCK = 7_310_553_202;
const WAKE_CHANNEL = 'openprepay_outbox';

/** An event that waits to be sent. `position` is a bigint as text: the order of the outbox. */
export interface OutboxRow {
  readonly position: string;
  readonly id: string;
  readonly utility: string;
  readonly topic: string;
  readonly type: string;
  readonly source: string;
  readonly key: string;
  readonly value: string;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
  readonly created_at: Date;
}

/** Sizes first: a batch of large events is never read whole only to be cut. */
const NEXT_ROWS = `
select position, id, utility, topic, type, source, key, value, traceparent, occurred_at, coalesce(republished_at, created_at) as created_at
from (
  select position, bytes, sum(bytes) over (order by position) as total
  from (select position, bytes from outbox where published_at is null and parked_at is null order by position limit $1) next
) sized join outbox using (position)
where total <= $2 or total = sized.bytes
order by position`;

/** The relay's view of the outbox, on a connection of its own that sees every utility. */
export class OutboxQueue {
  constructor(private readonly session: Session) {}

  async prepare(): Promise<void> {
    await this.session.query(`select set_config('${UTILITY_SETTING}', $1, false)`, [ALL_UTILITIES]);
  }

  /** True where this connection is now the leader's, until it ends. */
  async tryLead(): Promise<boolean> {
    const [lock] = await this.session.query<{ readonly taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LEADER_LOCK]);
    if (lock?.taken !== true) return false;
    await this.session.query(`listen ${WAKE_CHANNEL}`);
    return true;
  }

  /** Tells the leader, in another process, that there is something to send. */
  async wakeLeader(): Promise<void> {
    await this.session.query(`notify ${WAKE_CHANNEL}`);
  }

  /** The oldest rows, at most `rows` of them and `bytes` of JSON; one row at least, however large. */
  async next(rows: number, bytes: number): Promise<readonly OutboxRow[]> {
    return this.session.query<OutboxRow>(NEXT_ROWS, [rows, bytes]);
  }

  async markPublished(rows: readonly OutboxRow[]): Promise<void> {
    await this.session.query('update outbox set published_at = clock_timestamp() where position = any($1::bigint[])', [positionsOf(rows)]);
  }
}

export const positionsOf = (rows: readonly OutboxRow[]): readonly string[] => rows.map((row) => row.position);

/** The rows as messages, each topic's in the order of the rows. */
export function toRequests(rows: readonly OutboxRow[]): readonly SendRequest[] {
  const byTopic = new Map<string, SendRequest['messages'][number][]>();
  for (const row of rows) {
    const messages = byTopic.get(row.topic) ?? [];
    byTopic.set(row.topic, messages);
    messages.push({ key: row.key, value: row.value, headers: headersOfRow(row) });
  }
  return [...byTopic].map(([topic, messages]) => ({ topic, messages }));
}

export const headersOfRow = ({ id, type, source, utility, occurred_at: time, traceparent }: OutboxRow): Record<string, string> =>
  headersOf({ id, type, source, utility, time, ...(traceparent === null ? {} : { traceparent }) });
