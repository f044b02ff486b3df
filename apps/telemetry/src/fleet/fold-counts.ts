import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import type { CountRepository } from './count.repository.js';

/** Adds the changes up, so that a look at the counts reads few rows. */
export class FoldCounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly counts: CountRepository,
  ) {}

  /** @returns how many changes were added up, or 0 where there are hardly more */
  async execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const folded = await this.counts.fold(tx, limits.fleet.foldRows);
      if (folded === limits.fleet.foldRows) return folded;
      await this.counts.forget(tx);
      return 0;
    });
  }
}
