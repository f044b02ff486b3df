import type { CampaignState } from '@openprepay/contracts/http/campaigns';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { CampaignRepository } from './campaign.repository.js';
import { type CountedCampaign, countedOf } from './progress.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

/** The campaigns of the caller's utility, newest first. */
export class FindCampaigns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(
    { utility }: Principal,
    { limit, state, ...query }: PageQuery & { readonly state?: CampaignState | undefined },
  ): Promise<Page<CountedCampaign>> {
    const [before] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(utility, async (tx) => {
      const found = await this.campaigns.list(tx, { state, before, limit: limit + 1 });
      const page = pageOf(found, limit, ({ campaignId }) => cursor.write([campaignId]));
      const tallies = await this.campaigns.tallies(
        tx,
        page.items.map(({ campaignId }) => campaignId),
      );
      const items = page.items.map((campaign) =>
        countedOf(
          campaign,
          tallies.filter(({ campaignId }) => campaignId === campaign.campaignId),
        ),
      );
      return { ...page, items };
    });
  }
}
