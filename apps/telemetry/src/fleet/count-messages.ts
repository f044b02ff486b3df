import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CountRepository } from './count.repository.js';

/** Counts what meters say, in memory, and writes the counts down now and then. What a killed process had not written is no longer counted. */
export class CountMessages {
  private counted = new Map<string, number>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly counts: CountRepository,
  ) {}

  count(utility: string): void {
    this.counted.set(utility, (this.counted.get(utility) ?? 0) + 1);
  }

  async execute(): Promise<void> {
    if (this.counted.size === 0) return;
    const counted = this.counted;
    this.counted = new Map();
    try {
      await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.counts.addMessages(tx, counted));
    } catch (error) {
      for (const [utility, messages] of counted) this.counted.set(utility, (this.counted.get(utility) ?? 0) + messages);
      throw error;
    }
  }
}
