import { CampaignMoved } from '@openprepay/contracts/campaigns';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { NO_METERS } from './campaign.js';
import type { CampaignTellingsRepository } from './campaign-tellings.repository.js';

/** Tells whoever watches how far campaigns have come: once for all that has happened since, however many meters it was. */
export class TellOfCampaigns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tellings: CampaignTellingsRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** For every utility. Safe to repeat: what is as it was told is not told again. @returns how many campaigns were told of */
  async execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const moved = await this.tellings.takeMoved(tx);
      const movedAt = this.clock.now();
      for (const utility of new Set(moved.map((campaign) => campaign.utility))) {
        const told = moved
          .filter((campaign) => campaign.utility === utility)
          .map(({ campaignId, state, counts, revision }) => ({
            data: { campaignId, state, counts: { ...NO_METERS, ...counts }, revision, movedAt },
          }));
        await inUtility(tx, utility, (owned) => this.outbox.appendAll(owned, CampaignMoved, told));
      }
      return moved.length;
    });
  }
}
