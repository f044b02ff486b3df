import { CampaignMoved } from '@openprepay/contracts/campaigns';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from 'pino';
import { NO_METERS } from './campaign.js';
import type { CampaignTellingsRepository } from './campaign-tellings.repository.js';

/** Tells whoever watches how far campaigns have come: once for all that has happened since, however many meters it was. */
export class TellOfCampaigns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tellings: CampaignTellingsRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * For every utility, each in a transaction of its own. Safe to repeat: what is as it was told is not told again.
   *
   * @returns how many campaigns were told of
   */
  async execute(): Promise<number> {
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.tellings.utilities(tx));
    let told = 0;
    for (const utility of utilities) {
      const share = { task: 'news of campaigns', utility };
      told += (await apart(this.logger, share, () => this.unitOfWork.run(utility, (tx) => this.tell(tx)))) ?? 0;
    }
    return told;
  }

  private async tell(tx: Tx): Promise<number> {
    const moved = await this.tellings.takeMoved(tx);
    const movedAt = this.clock.now();
    await this.outbox.appendAll(
      tx,
      CampaignMoved,
      moved.map(({ campaignId, state, counts, revision }) => ({
        data: { campaignId, state, counts: { ...NO_METERS, ...counts }, revision, movedAt },
      })),
    );
    return moved.length;
  }
}
