import type { Feature } from '@openprepay/runtime/feature';
import { provide } from '@openprepay/runtime/service';
import { CampaignMeterRepository } from './campaign-meter.repository.js';

/** The meters of campaigns, for all who sell to them and settle their key changes. */
export const campaignMeters: Feature = {
  providers: [provide(CampaignMeterRepository, [])],
};
