import { inSpans, recordsSpans, type SpanStart } from '../trace.js';
import type { OutboxRow } from './outbox-row.js';

/** Sends rows within a span for each, which then stands in its headers. Costs one question where nothing is recorded. */
export function inSendSpans(rows: readonly OutboxRow[], send: (rows: readonly OutboxRow[]) => Promise<void>): Promise<void> {
  if (!recordsSpans()) return send(rows);
  const starts = rows.map(({ id, type, topic, traceparent }): SpanStart => ({
    name: `send ${type}`,
    kind: 'producer',
    parent: traceparent ?? undefined,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'send',
      'messaging.destination.name': topic,
      'messaging.message.id': id,
    },
  }));
  return inSpans(starts, (spans) => send(rows.map((row, index) => ({ ...row, traceparent: spans[index]?.traceparent ?? null }))));
}
