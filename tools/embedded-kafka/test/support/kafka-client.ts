import { eventually } from './eventually.js';
import { randomUUID } from 'node:crypto';
import {
  type Admin,
  type Consumer,
  type IHeaders,
  Kafka,
  type KafkaMessage,
  Partitioners,
  type Producer,
  type ProducerConfig,
  logLevel,
} from 'kafkajs';

/** A client with patience: right after a start, coordinators of either broker may still be loading. */
export const kafkaClient = (brokers: string[]): Kafka =>
  new Kafka({
    clientId: 'conformance',
    brokers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    retry: { retries: 12, initialRetryTime: 100, maxRetryTime: 1_000 },
  });

export const uniqueName = (what: string): string => `${what}-${randomUUID().slice(0, 8)}`;

export async function withAdmin<T>(kafka: Kafka, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

export async function withProducer<T>(kafka: Kafka, use: (producer: Producer) => Promise<T>, config: ProducerConfig = {}): Promise<T> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false, ...config });
  await producer.connect();
  try {
    return await use(producer);
  } finally {
    await producer.disconnect();
  }
}

export interface NewTopic {
  readonly partitions?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

export async function createTopic(kafka: Kafka, what: string, { partitions = 1, settings = {} }: NewTopic = {}): Promise<string> {
  const topic = uniqueName(what);
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await withAdmin(kafka, async (admin) => {
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, configEntries }] });
    // A cluster spreads the news of its leaders for a moment; a producer would repeat what only some partitions refused.
    const served = (): Promise<boolean> =>
      admin.fetchTopicOffsets(topic).then(
        (offsets) => offsets.length >= partitions,
        () => false,
      );
    await eventually('every partition has a leader', served);
  });
  return topic;
}

export interface Seen {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: IHeaders | undefined;
}

export const seen = (partition: number, { offset, timestamp, key, value, headers }: KafkaMessage): Seen => ({
  ...{ partition, headers, offset: Number(offset), timestamp: Number(timestamp) },
  key: key?.toString('utf8') ?? null,
  value: value?.toString('utf8') ?? null,
});

/** Reads a topic from its start to the end it has now, by a throw-away group. */
export async function readAll(kafka: Kafka, topic: string): Promise<Seen[]> {
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  const left = new Map(ends.filter(({ low, high }) => Number(high) > Number(low)).map(({ partition, high }) => [partition, Number(high)]));
  // A group that is told of new partition leaders starts over: the same offset may come twice.
  const messages = new Map<string, Seen>();
  if (left.size === 0) return [];
  const consumer: Consumer = kafka.consumer({ groupId: uniqueName('read'), maxWaitTimeInMs: 200 });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        if (Number(payload.lastOffset) + 1 >= (left.get(payload.partition) ?? Number.POSITIVE_INFINITY)) left.delete(payload.partition);
        if (left.size === 0) resolve();
      });
      consumer
        .run({
          autoCommit: false,
          eachBatchAutoResolve: true,
          eachBatch: async ({ batch }) =>
            void batch.messages.forEach((message) => messages.set(`${batch.partition}/${message.offset}`, seen(batch.partition, message))),
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return [...messages.values()];
}
