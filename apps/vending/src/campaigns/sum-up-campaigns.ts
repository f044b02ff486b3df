import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CampaignRepository } from './campaign.repository.js';

/** Keeps the counts of campaigns few, so that reading them costs the same however many meters there are. */
export class SumUpCampaigns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
  ) {}

  /** For every utility. */
  execute(): Promise<void> {
    return this.unitOfWork.run(ALL_UTILITIES, (tx) => this.campaigns.sumUp(tx));
  }
}
