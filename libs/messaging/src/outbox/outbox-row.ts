import { headersOf, type SendRequest } from './producer.js';

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

/** The columns that `outbox` and `outbox_sent` share: an event goes from one to the other whole. */
export const SENT_COLUMNS =
  'position, id, utility, topic, type, source, key, value, bytes, traceparent, occurred_at, created_at, republished_at, republished_by';

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
