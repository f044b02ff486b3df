import type { CampaignMeterState } from '@openprepay/contracts/http/campaigns';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { CampaignRepository } from './campaign.repository.js';
import type { CampaignListRepository, CampaignMeter } from './campaign-list.repository.js';

const cursor = cursorOf(z.tuple([z.string()]));

export interface CampaignMeterQuery extends PageQuery {
  readonly campaignId: string;
  readonly state?: CampaignMeterState | undefined;
}

/** The meters of a campaign and how far each has come, by number. */
export class FindCampaignMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignRepository,
    private readonly meters: CampaignListRepository,
  ) {}

  /** @throws {VendingError} `vending.campaign_unknown`; {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { campaignId, state, limit, ...query }: CampaignMeterQuery): Promise<Page<CampaignMeter>> {
    const [after] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(utility, async (tx) => {
      await this.campaigns.require(tx, campaignId);
      return this.meters.list(tx, campaignId, { state, after, limit: limit + 1 });
    });
    return pageOf(found, limit, ({ meterNumber }) => cursor.write([meterNumber]));
  }
}
