import { Outbox } from '@openprepay/messaging/outbox';
import { Signal } from '@openprepay/pace/signal';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { CAMPAIGN_WORK } from '../campaign-meters/campaign-meters.feature.js';
import { PlaceKeyChanges } from '../key-changes/place-key-changes.js';
import { AddCampaignMeters } from './add-campaign-meters.js';
import { CampaignRepository } from './campaign.repository.js';
import { CampaignListRepository } from './campaign-list.repository.js';
import { CampaignSelectionRepository } from './campaign-selection.repository.js';
import { CampaignTellingsRepository } from './campaign-tellings.repository.js';
import { CampaignsController } from './campaigns.controller.js';
import { CreateCampaign } from './create-campaign.js';
import { ExemptMeter } from './exempt-meter.js';
import { ExportEvidence } from './export-evidence.js';
import { FindCampaign } from './find-campaign.js';
import { FindCampaignMeters } from './find-campaign-meters.js';
import { FindCampaignParts } from './find-campaign-parts.js';
import { FindCampaigns } from './find-campaigns.js';
import { MoveCampaign } from './move-campaign.js';
import { SumUpCampaigns } from './sum-up-campaigns.js';
import { TellOfCampaigns } from './tell-of-campaigns.js';
import { WorkOnCampaigns } from './work-on-campaigns.js';

const CAMPAIGN_NEWS = token<Signal>('campaigns came further');

/** Whoever watches is told once a second at most; what nobody was woken for, as what meters say afterwards, somewhat later. */
const NEWS_PACE = { everyMs: 1_000, leastMs: 1_000, restLimitMs: 8_000 } as const;

/** Another key for many meters, from the plan to the evidence. */
export const campaigns: Feature = {
  controllers: [CampaignsController],
  providers: [
    provide(CampaignRepository, []),
    provide(CampaignSelectionRepository, []),
    provide(CampaignListRepository, []),
    provide(CreateCampaign, [UnitOfWork, CampaignRepository, CampaignSelectionRepository, CLOCK]),
    provide(FindCampaigns, [UnitOfWork, CampaignRepository]),
    provide(FindCampaign, [UnitOfWork, CampaignRepository, CLOCK]),
    provide(MoveCampaign, [UnitOfWork, CampaignRepository, CAMPAIGN_WORK, CAMPAIGN_NEWS, CLOCK]),
    provide(FindCampaignMeters, [UnitOfWork, CampaignRepository, CampaignListRepository]),
    provide(FindCampaignParts, [UnitOfWork, CampaignRepository, CampaignListRepository]),
    provide(AddCampaignMeters, [UnitOfWork, CampaignRepository, CampaignSelectionRepository, CLOCK]),
    provide(ExemptMeter, [UnitOfWork, CampaignRepository, CampaignListRepository, CLOCK]),
    provide(ExportEvidence, [UnitOfWork, CampaignRepository, CampaignListRepository]),
    provide(WorkOnCampaigns, [
      UnitOfWork,
      CampaignRepository,
      CampaignSelectionRepository,
      CampaignMeterRepository,
      PlaceKeyChanges,
      CLOCK,
      LOGGER,
    ]),
    provide(SumUpCampaigns, [UnitOfWork, CampaignRepository]),
    provide(CampaignTellingsRepository, []),
    provide(TellOfCampaigns, [UnitOfWork, CampaignTellingsRepository, Outbox, CLOCK, LOGGER]),
    provideBy(CAMPAIGN_NEWS, [], () => new Signal()),
    repeating(
      [WorkOnCampaigns, CAMPAIGN_NEWS],
      { name: 'campaigns', everyMs: 500, restLimitMs: 2_000, signal: CAMPAIGN_WORK },
      async (work, news) => {
        const further = await work.execute();
        if (further > 0) news.wake();
        return further;
      },
    ),
    repeating([TellOfCampaigns], { name: 'news of campaigns', ...NEWS_PACE, signal: CAMPAIGN_NEWS }, (tell) => tell.execute()),
    repeating([SumUpCampaigns], { name: 'counts of campaigns', everyMs: 30_000 }, (sumUp) => sumUp.execute()),
  ],
};
