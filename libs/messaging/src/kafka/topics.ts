import type { Kafka } from 'kafkajs';
import { topics, type TopicDefinition } from '@openprepay/contracts/topics';

export type { TopicDefinition };

export const DEFAULT_PARTITIONS = 6;
/** The broker's own default: what a cluster's operator has chosen. */
const BROKER_DEFAULT = -1;

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
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((definition) => ({
        topic: definition.topic,
        numPartitions: partitions,
        replicationFactor: BROKER_DEFAULT,
        configEntries: configEntries(definition),
      })),
    });
  } finally {
    await admin.disconnect();
  }
}

const configEntries = ({ cleanup, retentionMs }: TopicDefinition): { name: string; value: string }[] => [
  { name: 'cleanup.policy', value: cleanup },
  ...(retentionMs === undefined ? [] : [{ name: 'retention.ms', value: String(retentionMs) }]),
];
