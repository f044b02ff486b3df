import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchPayload } from 'kafkajs';
import { eventHeaders } from '@openprepay/contracts/event';
import { fetchingUntil } from './kafka/abortable-fetches.js';
import { createKafka, type KafkaClientOptions } from './kafka/client.js';
import type { RawMessage } from './kafka/raw-message.js';
import { defaultLimits } from './limits.js';
import { storableText } from './parking/parked-text.js';
import type { ParkableMessage } from './parking/parking.js';

export interface PastEvent {
  readonly type: string;
  readonly utility: string;
  /** JSON as it is on the wire. */
  readonly data: unknown;
  /** As it was read, to be parked whole. */
  readonly message?: ParkableMessage;
}

export interface HistoryOptions extends KafkaClientOptions {
  readonly topic: string;
  /** What Kafka took before is left out; undefined reads all that is kept. */
  readonly since?: Date | undefined;
  /** Called in each partition's order; what it throws ends the reading. */
  readonly onEvent: (event: PastEvent) => Promise<void>;
}

/** Where one partition's reading begins and what it ends before. */
interface Stretch {
  readonly partition: number;
  readonly from: bigint;
  readonly until: bigint;
}

const SESSION_TIMEOUT_MS = 30_000;

/**
 * Reads what a topic holds up to now, once, and keeps no place: for whoever has lost what it said itself.
 *
 * @throws what `onEvent` throws, and where the broker cannot be reached
 */
export async function history({ topic, since, onEvent, ...client }: HistoryOptions): Promise<void> {
  const kafka = createKafka(client);
  const admin = kafka.admin();
  await admin.connect();
  try {
    const stretches = await stretchesOf(admin, topic, since);
    if (stretches.length === 0) return;
    // The protocol assigns partitions to groups only: this is one of its own that never commits.
    const groupId = `${client.clientId}.history-${randomUUID()}`;
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: SESSION_TIMEOUT_MS,
      maxWaitTimeInMs: defaultLimits.fetchWaitMs,
      retry: { retries: 5 },
    });
    const fetching = new AbortController();
    try {
      await fetchingUntil(fetching.signal, () => read(consumer, { topic, stretches, onEvent }));
    } finally {
      const left = consumer.disconnect();
      fetching.abort();
      await left;
      await admin.deleteGroups([groupId]).catch(() => undefined);
    }
  } finally {
    await admin.disconnect();
  }
}

async function stretchesOf(admin: Admin, topic: string, since: Date | undefined): Promise<readonly Stretch[]> {
  if (!(await admin.listTopics()).includes(topic)) return [];
  const ends = await admin.fetchTopicOffsets(topic);
  const later = since === undefined ? [] : await admin.fetchTopicOffsetsByTimestamp(topic, since.getTime());
  const begins = new Map(later.map(({ partition, offset }) => [partition, offset]));
  return ends
    .map(({ partition, low, high }) => ({ partition, from: BigInt(begins.get(partition) ?? low), until: BigInt(high) }))
    .filter(({ from, until }) => from >= 0n && from < until);
}

interface Reading extends Pick<HistoryOptions, 'topic' | 'onEvent'> {
  readonly stretches: readonly Stretch[];
}

async function read(consumer: Consumer, { topic, stretches, onEvent }: Reading): Promise<void> {
  const left = new Map(stretches.map((stretch) => [stretch.partition, stretch]));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      const stretch = left.get(payload.batch.partition);
      if (stretch === undefined) return;
      await take(payload, stretch, onEvent).catch((error: Error) => {
        left.clear();
        reject(error);
      });
      if (BigInt(payload.batch.lastOffset()) + 1n >= stretch.until) left.delete(stretch.partition);
      if (left.size === 0) resolve();
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
    for (const { partition, from } of stretches) consumer.seek({ topic, partition, offset: from.toString() });
  });
}

async function take(payload: EachBatchPayload, { from, until }: Stretch, onEvent: HistoryOptions['onEvent']): Promise<void> {
  const { topic, partition } = payload.batch;
  for (const { key, value, headers = {}, offset, timestamp } of payload.batch.messages) {
    if (BigInt(offset) >= from && BigInt(offset) < until && value !== null) {
      const raw = { topic, partition, offset, timestamp, key, value, headers };
      await onEvent({ ...pastEvent(raw), data: JSON.parse(value.toString('utf8')) });
    }
    payload.resolveOffset(offset);
    await payload.heartbeat();
  }
}

function pastEvent(raw: RawMessage): Omit<PastEvent, 'data'> {
  const text = (name: string): string => String(raw.headers[name] ?? '');
  const named = { type: text(eventHeaders.type), utility: text(eventHeaders.utility) };
  return { ...named, message: { ...named, raw, key: storableText(raw.key ?? ''), eventId: text(eventHeaders.id), holdsKey: false } };
}
