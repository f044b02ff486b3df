import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { LiveEvent } from './live-event.js';

/** Of so many campaigns it is remembered how far was told. */
const MAX_CAMPAIGNS = 10_000;

/** How far was told of each campaign. What was sent twice, or by two processes, may come behind what is newer. */
export class ToldCampaigns {
  private readonly revisions = new BoundedMap<string, number>(MAX_CAMPAIGNS);

  /** Whether it is of a campaign, and older than what was told of that; what has no revision is older than all that have one. */
  isOlder({ utility, told }: LiveEvent): boolean {
    if (told.event !== 'campaign') return false;
    const { campaignId, revision = 0 } = told.data;
    const campaign = `${utility} ${campaignId}`;
    if (revision < (this.revisions.get(campaign) ?? 0)) return true;
    this.revisions.set(campaign, revision);
    return false;
  }
}
