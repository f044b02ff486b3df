import type { Admin, Kafka } from 'kafkajs';

/** What a partition's log holds: offsets from `low` to below `high`. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** Asks the broker what its logs hold. */
export class LogBounds {
  private admin: Promise<Admin> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** Of all partitions of the topics, by `partitionName`. */
  async of(topics: Iterable<string>): Promise<ReadonlyMap<string, Bounds>> {
    const bounds = new Map<string, Bounds>();
    try {
      const admin = await (this.admin ??= this.connect());
      for (const topic of topics) {
        for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
          bounds.set(partitionName({ topic, partition }), { low: BigInt(low), high: BigInt(high) });
        }
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    return bounds;
  }

  async stop(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.then((connected) => connected.disconnect()).catch(() => undefined);
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }
}
