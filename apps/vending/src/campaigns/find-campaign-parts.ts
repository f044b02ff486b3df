import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { CampaignRepository } from './campaign.repository.js';
import type { CampaignListRepository, CampaignPart } from './campaign-list.repository.js';

const cursor = cursorOf(z.tuple([z.string()]));

export interface CampaignPartQuery extends PageQuery {
  readonly campaignId: string;
}

/** How far a campaign has come on each part of the network, by its code. */
export class FindCampaignParts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly meters: CampaignListRepository,
  ) {}

  /** @throws {VendingError} `vending.campaign_unknown`; {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { campaignId, limit, ...query }: CampaignPartQuery): Promise<Page<CampaignPart>> {
    const [after] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(utility, async (tx) => {
      await this.campaigns.require(tx, campaignId);
      return this.meters.parts(tx, campaignId, { after, limit: limit + 1 });
    });
    return pageOf(found, limit, ({ networkNode }) => cursor.write([networkNode]));
  }
}
