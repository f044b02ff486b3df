import type { PartitionLog } from '../log/partition-log.js';
import type { TopicConfig, TopicConfigEntries } from '../topic-config.js';

export interface Topic {
  /** Never reused, so that a topic created again under an old name inherits nothing. */
  readonly id: number;
  readonly name: string;
  readonly partitions: readonly PartitionLog[];
  readonly entries: TopicConfigEntries;
  readonly config: TopicConfig;
}
