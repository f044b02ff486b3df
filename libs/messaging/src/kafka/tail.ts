import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { eventHeaders } from '@openprepay/contracts/event';
import { pause } from '@openprepay/pace/pause';
import { defaultLimits } from '../limits.js';
import { fetchingUntil } from './abortable-fetches.js';
import { createKafka, type KafkaSecurity } from './client.js';
import { ensureTopics, topicDefinition } from './topics.js';

export interface TailedEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly utility: string;
  readonly time: Date;
  readonly topic: string;
  readonly key: string;
  /** JSON as it is on the wire: quantities are decimal strings. */
  readonly data: unknown;
}

export interface TailOptions {
  readonly brokers: readonly string[];
  readonly security?: KafkaSecurity;
  readonly clientId: string;
  readonly topics: readonly string[];
  /** Partitions of topics that do not exist yet; the library's default unless given. */
  readonly partitions?: number | undefined;
  readonly logger: Logger;
  /** After a fetch that brought something the next one waits so long, so that more come together; not at all unless given. */
  readonly restMs?: number;
  /** Called in each partition's order. What it throws is logged and the event passed over. */
  readonly onEvent: (event: TailedEvent) => void;
}

export interface Tail {
  stop(): Promise<void>;
}

const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 5_000 };
const SESSION_TIMEOUT_MS = 10_000;
/** Partitions of one fetch that are handed over, and rest, at once. */
const PARTITIONS_AT_ONCE = 64;
/** Pause before a view that the client has given up on begins again. */
const REVIVE_MS = 5_000;

/**
 * Hands over every new event from now on; keeps no place, so what happens while it is away is missed. For live views.
 * Makes topics that do not exist yet, and comes back by itself when the broker does.
 *
 * @throws where the broker cannot be reached
 */
export async function tail({ brokers, security, clientId, topics, partitions, logger, restMs = 0, onEvent }: TailOptions): Promise<Tail> {
  const kafka = createKafka({ brokers, security, clientId, logger });
  // The protocol assigns partitions to groups only: each tail is a group of its own that never commits.
  const group = `${clientId}.tail-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_TIMEOUT_MS,
    maxWaitTimeInMs: defaultLimits.fetchWaitMs,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: () => Promise.resolve(true) },
  });
  const fetching = new AbortController();
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    await handOver(payload, { onEvent, logger });
    if (restMs > 0) await pause(restMs, fetching.signal);
  };
  const run = (): Promise<void> =>
    fetchingUntil(fetching.signal, () =>
      consumer.run({ autoCommit: false, partitionsConsumedConcurrently: PARTITIONS_AT_ONCE, eachBatch }),
    );
  try {
    await ensureTopics(
      kafka,
      topics.map((topic) => topicDefinition(topic)),
      partitions,
    );
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: false });
    const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
    await run();
    await joined;
  } catch (error) {
    await consumer.disconnect().catch(() => undefined);
    throw error;
  }
  const stopRevival = reviveAfterCrash(consumer, run);
  return {
    stop: async () => {
      stopRevival();
      const left = consumer.disconnect();
      fetching.abort();
      await left;
      await forgetGroup(kafka, group);
    },
  };
}

/** The client ends a consumer for good on what it takes for permanent; a view that nobody restarts has to do so itself. */
function reviveAfterCrash(consumer: Consumer, run: () => Promise<void>): () => void {
  const ended = new AbortController();
  const revive = async (): Promise<void> => {
    await pause(REVIVE_MS, ended.signal);
    if (!ended.signal.aborted) await run();
  };
  const removeListener = consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) void revive().catch(() => undefined);
  });
  return () => {
    removeListener();
    ended.abort();
  };
}

/** Tidiness only: a broker forgets an empty group by itself in time. */
async function forgetGroup(kafka: Kafka, group: string): Promise<void> {
  const admin = kafka.admin();
  await admin
    .connect()
    .then(() => admin.deleteGroups([group]))
    .catch(() => undefined)
    .finally(() => admin.disconnect().catch(() => undefined));
}

async function handOver(payload: EachBatchPayload, { onEvent, logger }: Pick<TailOptions, 'onEvent' | 'logger'>): Promise<void> {
  const { batch } = payload;
  for (const { key, value, headers = {}, offset } of batch.messages) {
    const text = (name: string): string => String(headers[name] ?? '');
    try {
      onEvent({
        id: text(eventHeaders.id),
        type: text(eventHeaders.type),
        source: text(eventHeaders.source),
        utility: text(eventHeaders.utility),
        time: new Date(text(eventHeaders.time)),
        topic: batch.topic,
        key: key?.toString('utf8') ?? '',
        data: JSON.parse(value?.toString('utf8') ?? 'null'),
      });
    } catch (error) {
      logger.warn({ err: error, topic: batch.topic, offset }, 'an event was passed over by the live view');
    }
    payload.resolveOffset(offset);
  }
  await payload.heartbeat();
}
