import kafkajs, { type Kafka } from 'kafkajs';
import { topics, type TopicDefinition } from '@openprepay/contracts/topics';

export type { TopicDefinition };

const { ConfigResourceTypes } = kafkajs;

export const DEFAULT_PARTITIONS = 6;
/** The broker's own default: what a cluster's operator has chosen. */
const BROKER_DEFAULT = -1;
/** Copies of each message, and how many of them there must be before it counts as sent: one disk may be lost. */
const REPLICAS = 3;
const MIN_IN_SYNC = 2;

/** How a topic is kept; one that neither the caller nor the contracts name is deleted from as the broker likes. */
export const topicDefinition = (topic: string, more: readonly TopicDefinition[] = []): TopicDefinition =>
  [...more, ...(topics as readonly TopicDefinition[])].find((known) => known.topic === topic) ?? { topic, cleanup: 'delete' };

/**
 * Makes the topics that are not there yet. Never changes one that is: more partitions would send a key's next event
 * elsewhere, past the ones before it.
 */
export async function ensureTopics(
  kafka: Kafka,
  wanted: readonly TopicDefinition[],
  partitions: number = DEFAULT_PARTITIONS,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const { brokers } = await admin.describeCluster();
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((definition) => ({
        topic: definition.topic,
        numPartitions: partitions,
        ...creation(definition, brokers.length),
      })),
    });
  } finally {
    await admin.disconnect();
  }
}

/** How a topic is made. With fewer brokers than copies nothing can be promised beyond what the cluster's operator has chosen. */
export function creation({ cleanup, retentionMs }: TopicDefinition, brokers: number): TopicCreation {
  const safe = brokers >= REPLICAS;
  return {
    replicationFactor: safe ? REPLICAS : BROKER_DEFAULT,
    configEntries: [
      { name: 'cleanup.policy', value: cleanup },
      ...(retentionMs === undefined ? [] : [{ name: 'retention.ms', value: String(retentionMs) }]),
      ...(safe ? [{ name: 'min.insync.replicas', value: String(MIN_IN_SYNC) }] : []),
    ],
  };
}

interface TopicCreation {
  readonly replicationFactor: number;
  readonly configEntries: { name: string; value: string }[];
}

/**
 * The topics of which one broker's disk may have the only copy of what counts as sent: those of too few replicas, or whose
 * `min.insync.replicas` is below two.
 */
export async function unsafeTopics(kafka: Kafka, topics: readonly string[]): Promise<readonly string[]> {
  if (topics.length === 0) return [];
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics: described } = await admin.fetchTopicMetadata({ topics: [...topics] });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: [IN_SYNC] })),
    });
    const inSync = new Map(
      resources.map(({ resourceName, configEntries }) => [
        resourceName,
        Number(configEntries.find(({ configName }) => configName === IN_SYNC)?.configValue ?? 1),
      ]),
    );
    const few = described.filter(({ name, partitions }) => {
      const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
      return replicas < MIN_IN_SYNC || (inSync.get(name) ?? 1) < MIN_IN_SYNC;
    });
    return few.map(({ name }) => name);
  } finally {
    await admin.disconnect();
  }
}

const IN_SYNC = 'min.insync.replicas';
