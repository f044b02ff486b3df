import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ReadingPartitionRepository } from './reading-partition.repository.js';

/** The months that are known to have a partition. In transactions of its own: others are not to wait for the locks. */
export class ReadingPartitions {
  private readonly known = new Set<string>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly partitions: ReadingPartitionRepository,
  ) {}

  /** Makes sure that months (`YYYY-MM-01`) have a partition. */
  async ensure(months: Iterable<string>): Promise<void> {
    for (const month of months) {
      if (this.known.has(month)) continue;
      await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.partitions.ensure(tx, month));
      this.known.add(month);
    }
  }

  /** @returns how many months were dropped */
  async dropBefore(cutoff: string): Promise<number> {
    const dropped = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.partitions.dropBefore(tx, cutoff));
    for (const month of this.known) if (month < cutoff) this.known.delete(month);
    return dropped;
  }
}
