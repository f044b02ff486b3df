import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { MessagingMetrics } from '../metrics.js';

/** How far a group is behind on one partition. */
export interface PartitionLag {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Messages on the broker after the last committed one. */
  readonly lag: number;
}

export interface LagMonitorOptions {
  readonly kafka: Kafka;
  readonly metrics: MessagingMetrics;
  readonly logger: Logger;
  readonly everyMs: number;
}

/** The groups of this service and their topics. */
export type Subscriptions = ReadonlyMap<string, readonly string[]>;

/**
 * Knows the lag of the service's groups: from each batch, and by asking the broker now and then, since a consumer that
 * stands still would report nothing.
 */
export class LagMonitor {
  private readonly latest = new Map<string, PartitionLag>();
  private admin: Admin | undefined;
  private measuring: RepeatingTask | undefined;

  constructor(private readonly options: LagMonitorOptions) {}

  start(subscriptions: Subscriptions): void {
    if (subscriptions.size === 0) return;
    this.measuring = new RepeatingTask({
      name: 'lag',
      everyMs: this.options.everyMs,
      restFirst: true,
      task: () => this.measure(subscriptions),
      onError: (error) => this.options.logger.debug({ err: error }, 'the lag could not be measured'),
    });
    void this.measuring.start();
  }

  async stop(): Promise<void> {
    await this.measuring?.stop();
    await this.disconnect();
  }

  observe(lag: PartitionLag): void {
    this.latest.set(`${lag.group}/${lag.topic}/${lag.partition}`, lag);
    this.options.metrics.lag.set({ group: lag.group, topic: lag.topic, partition: String(lag.partition) }, lag.lag);
  }

  list(): readonly PartitionLag[] {
    return [...this.latest.values()];
  }

  private async measure(subscriptions: Subscriptions): Promise<void> {
    try {
      this.admin ??= await this.connect();
      for (const [group, topics] of subscriptions) await this.measureGroup(this.admin, group, topics);
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  }

  private async measureGroup(admin: Admin, group: string, topics: readonly string[]): Promise<void> {
    const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
    for (const { topic, partitions } of committed) {
      const ends = await admin.fetchTopicOffsets(topic);
      for (const { partition, offset } of partitions) {
        const end = ends.find((one) => one.partition === partition);
        if (end === undefined) continue;
        const from = offset === '-1' ? BigInt(end.low) : BigInt(offset);
        this.observe({ group, topic, partition, lag: Math.max(0, Number(BigInt(end.high) - from)) });
      }
    }
  }

  private async connect(): Promise<Admin> {
    const admin = this.options.kafka.admin();
    await admin.connect();
    return admin;
  }

  private async disconnect(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.disconnect().catch(() => undefined);
  }
}
