import { randomUUID } from 'node:crypto';
import type { EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import { eventHeaders } from '@openprepay/contracts/event';
import { createKafka } from './kafka-client.js';
import { defaultLimits } from './limits.js';

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
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly logger: Logger;
  /** Called in each partition's order. What it throws is logged and the event passed over. */
  readonly onEvent: (event: TailedEvent) => void;
}

export interface Tail {
  stop(): Promise<void>;
}

const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 5_000 };
const SESSION_TIMEOUT_MS = 10_000;

/**
 * Hands over every new event from now on; keeps no place, so what happens while it is away is missed. For live views.
 * The topics must exist.
 */
export async function tail({ brokers, clientId, topics, logger, onEvent }: TailOptions): Promise<Tail> {
  const kafka = createKafka({ brokers, clientId, logger });
  // The protocol assigns partitions to groups only: each tail is a group of its own that never commits.
  const group = `${clientId}.tail-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_TIMEOUT_MS,
    maxWaitTimeInMs: defaultLimits.fetchWaitMs,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: () => Promise.resolve(true) },
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: false });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({ autoCommit: false, eachBatch: (payload) => handOver(payload, { onEvent, logger }) });
  await joined;
  return {
    stop: async () => {
      await consumer.disconnect();
      const admin = kafka.admin();
      // Tidiness only: a broker forgets an empty group by itself in time.
      await admin
        .connect()
        .then(() => admin.deleteGroups([group]))
        .catch(() => undefined)
        .finally(() => admin.disconnect().catch(() => undefined));
    },
  };
}

async function handOver(
  { batch, resolveOffset, heartbeat }: EachBatchPayload,
  { onEvent, logger }: Pick<TailOptions, 'onEvent' | 'logger'>,
): Promise<void> {
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
    resolveOffset(offset);
  }
  await heartbeat();
}
