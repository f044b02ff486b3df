import { burnDown, type Campaign, type MeterCounts, NO_METERS, type Tally, type TakenStep } from './campaign.js';
import { forecastEnd } from './pace.js';

/** A campaign and how many of its meters are how far; those of one that is planned, if it were started now, all wait. */
export interface CountedCampaign {
  readonly campaign: Campaign;
  readonly counts: MeterCounts;
}

/** How far a campaign has come, and when. */
export interface CampaignProgress extends CountedCampaign {
  readonly burnDown: ReturnType<typeof burnDown>;
  readonly steps: readonly TakenStep[];
  readonly forecastEnd: Date | undefined;
}

/** @param tallies of the campaign alone, in the order of days */
export function countedOf(campaign: Campaign, tallies: readonly Tally[]): CountedCampaign {
  if (campaign.startedAt === undefined) return { campaign, counts: { ...NO_METERS, waiting: campaign.plannedMeters } };
  return { campaign, counts: burnDown(tallies).at(-1)?.counts ?? NO_METERS };
}

interface Told {
  readonly campaign: Campaign;
  readonly tallies: readonly Tally[];
  readonly steps: readonly TakenStep[];
  readonly now: Date;
}

export function progressOf({ campaign, tallies, steps, now }: Told): CampaignProgress {
  const { counts } = countedOf(campaign, tallies);
  return { campaign, counts, steps, burnDown: burnDown(tallies), forecastEnd: forecastEnd(campaign, counts, now) };
}
