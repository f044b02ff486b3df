import { Signal } from '@openprepay/pace/signal';
import type { Feature } from '@openprepay/runtime/feature';
import { provide, provideBy, token } from '@openprepay/runtime/service';
import { CampaignMeterRepository } from './campaign-meter.repository.js';

/** That there may be something to do for a campaign: whoever works on them need not wait until it is time to look. */
export const CAMPAIGN_WORK = token<Signal>('there is work for campaigns');

/** The meters of campaigns, for all who sell to them and settle their key changes. */
export const campaignMeters: Feature = {
  providers: [provide(CampaignMeterRepository, []), provideBy(CAMPAIGN_WORK, [], () => new Signal())],
};
