import type { TopicPartitionOffset } from 'kafkajs';
import { RepeatingTask } from '@openprepay/pace/repeating-task';
import { partitionName } from '../kafka/log-bounds.js';

type Commit = (offsets: readonly TopicPartitionOffset[]) => Promise<void>;

/**
 * Tells Kafka now and then what a group has finished: for lag, and for those who look. Nothing rests on it, so what cannot be
 * told is told the next time.
 */
export class OffsetCommits {
  private readonly pending = new Map<string, TopicPartitionOffset>();
  private readonly task: RepeatingTask;

  constructor(
    everyMs: number,
    private readonly commit: Commit,
  ) {
    this.task = new RepeatingTask({
      name: 'offset commits',
      everyMs,
      restFirst: true,
      task: () => this.flush(),
      onError: () => undefined,
    });
  }

  start(): void {
    void this.task.start();
  }

  /** Commits what is pending. */
  async stop(): Promise<void> {
    await this.task.stop();
    await this.flush().catch(() => undefined);
  }

  add(offset: TopicPartitionOffset): void {
    this.pending.set(partitionName(offset), offset);
  }

  /** The partitions may be another's now. */
  clear(): void {
    this.pending.clear();
  }

  private async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const offsets = [...this.pending.values()];
    await this.commit(offsets);
    for (const offset of offsets) {
      if (this.pending.get(partitionName(offset)) === offset) this.pending.delete(partitionName(offset));
    }
  }
}
