import type { Principal } from '@openprepay/contracts/identity';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { type CampaignStep, takeStep } from './campaign.js';
import type { CampaignRepository } from './campaign.repository.js';
import { type CampaignProgress, progressOf } from './progress.js';

export interface MoveCampaignCommand {
  readonly campaignId: string;
  readonly step: Exclude<CampaignStep, 'complete'>;
  readonly reason?: string | undefined;
}

/** Starts, pauses, resumes or cancels a campaign. Whatever is being asked for of it at the time is asked for; nothing after that. */
export class MoveCampaign {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly work: Signal,
    private readonly news: Signal,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.campaign_unknown`, `vending.campaign_state_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { campaignId, step, reason }: MoveCampaignCommand): Promise<CampaignProgress> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const now = this.clock.now();
      const taken = { step, at: now, by: personOf(caller), reason };
      const campaign = takeStep(await this.campaigns.lock(tx, campaignId), taken);
      await this.campaigns.move(tx, campaign);
      await this.campaigns.addStep(tx, campaignId, taken);
      tx.afterCommit(this.work.wake);
      tx.afterCommit(this.news.wake);
      const [tallies, steps] = await Promise.all([this.campaigns.tallies(tx, [campaignId]), this.campaigns.steps(tx, campaignId)]);
      return progressOf({ campaign, tallies, steps, now });
    });
  }
}
