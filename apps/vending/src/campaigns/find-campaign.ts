import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { CampaignRepository } from './campaign.repository.js';
import { type CampaignProgress, progressOf } from './progress.js';

/** How far a campaign has come. */
export class FindCampaign {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.campaign_unknown` */
  async execute({ utility }: Principal, campaignId: string): Promise<CampaignProgress> {
    return this.unitOfWork.run(utility, async (tx) => {
      const [campaign, tallies, steps] = await Promise.all([
        this.campaigns.require(tx, campaignId),
        this.campaigns.tallies(tx, [campaignId]),
        this.campaigns.steps(tx, campaignId),
      ]);
      return progressOf({ campaign, tallies, steps, now: this.clock.now() });
    });
  }
}
