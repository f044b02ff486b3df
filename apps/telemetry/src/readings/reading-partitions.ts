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

  /** Drops months with no point younger than so many days and a month, by the database's clock. */
  async dropOld(keepDays: number): Promise<void> {
    for (let dropped = 1; dropped > 0;) {
      dropped = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.partitions.dropOld(tx, keepDays));
      if (dropped > 0) this.known.clear();
    }
  }
}
