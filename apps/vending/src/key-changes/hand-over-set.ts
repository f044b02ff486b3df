import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import type { KeyChangeRepository, OpenSet } from './key-change.repository.js';

/** Gives whoever asks at a meter the set that it has not confirmed: it is in somebody's hand from then on. */
export class HandOverSet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
    private readonly campaignMeters: CampaignMeterRepository,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat. @returns undefined where the meter has no open set */
  async execute(utility: string, meterNumber: string): Promise<OpenSet | undefined> {
    return this.unitOfWork.run(utility, async (tx) => {
      const [set] = await this.changes.openSets(tx, [meterNumber]);
      if (set) await this.campaignMeters.deliver(tx, [set.keyChangeId], { at: this.clock.now(), through: 'vend' });
      return set;
    });
  }
}
