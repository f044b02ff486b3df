import { z } from 'zod';
import { defineEvent } from './event.js';
import { openEnum } from './open-enum.js';
import * as wire from './wire.js';

const meters = z.int().nonnegative();

/**
 * How far a campaign has come; what it says takes the place of what was said before. Told of one campaign about once a second at most. A
 * lower revision never overwrites a higher one; before there were revisions none counts as 0.
 */
export const CampaignMoved = defineEvent({
  type: 'vending.campaign.moved',
  topic: 'vending.campaigns.v1',
  data: z.object({
    campaignId: z.uuid(),
    state: openEnum(['planned', 'running', 'paused', 'cancelled', 'completed'], 'it is shown with its name'),
    /** Meters by how far they are; of a planned one, those that there were then wait. */
    counts: z.object({ waiting: meters, issued: meters, delivered: meters, confirmed: meters, refused: meters, exempt: meters }),
    movedAt: wire.instant,
    /** Counts what was told of this campaign. */
    revision: wire.revision.optional(),
  }),
  key: (data) => data.campaignId,
});
