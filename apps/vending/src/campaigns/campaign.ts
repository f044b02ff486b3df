import type { CampaignChannel, CampaignMeterState, CampaignState } from '@openprepay/contracts/http/campaigns';
import type { BaseDate } from '@openprepay/contracts/wire';
import type { MeterKeyData } from '../meters/meter.js';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';

/** Meters that are all of these. */
export interface Selection {
  readonly supplyGroupCode?: string | undefined;
  readonly keyRevision?: number | undefined;
  readonly baseDate?: BaseDate | undefined;
  /** This part of the network and all that it feeds. */
  readonly networkNode?: string | undefined;
  readonly meterNumbers?: readonly string[] | undefined;
}

/** Another key for many meters. */
export interface Campaign {
  readonly campaignId: string;
  readonly code: string;
  readonly name: string;
  readonly select: Selection;
  /** What becomes different of each meter's key. */
  readonly to: Partial<MeterKeyData>;
  readonly channels: readonly CampaignChannel[];
  /** Undefined: as fast as may be. */
  readonly ratePerMinute: number | undefined;
  readonly startsAt: Date | undefined;
  readonly endsAt: Date | undefined;
  readonly state: CampaignState;
  /** Meters that there were when it was planned. */
  readonly plannedMeters: number;
  readonly createdAt: Date;
  readonly createdBy: Person;
  readonly startedAt: Date | undefined;
  readonly startedBy: Person | undefined;
  readonly endedAt: Date | undefined;
  /** How far its meters have been counted: the last one's number, in the order of numbers. */
  readonly selectedThrough: string;
  /** Since when they all are. */
  readonly selectedAt: Date | undefined;
  /** Until when its rate has been used up. */
  readonly pacedThrough: Date | undefined;
}

export type CampaignStep = 'start' | 'pause' | 'resume' | 'cancel' | 'complete';

/** A step that was taken, and by whom; nobody took the one to the end. */
export interface TakenStep {
  readonly step: CampaignStep;
  readonly at: Date;
  readonly by: Person | undefined;
  readonly reason: string | undefined;
}

const STEPS: Readonly<Record<CampaignStep, { readonly from: readonly CampaignState[]; readonly to: CampaignState }>> = {
  start: { from: ['planned'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  cancel: { from: ['planned', 'running', 'paused'], to: 'cancelled' },
  complete: { from: ['running'], to: 'completed' },
};

/** The campaign after a step. @throws {VendingError} `vending.campaign_state_invalid` */
export function takeStep(campaign: Campaign, { step, at, by }: TakenStep): Campaign {
  const { from, to } = STEPS[step];
  if (!from.includes(campaign.state)) throw stateInvalid(campaign, step);
  return {
    ...campaign,
    state: to,
    ...(step === 'start' && { startedAt: at, startedBy: by }),
    ...(to === 'running' && { pacedThrough: at }),
    ...((to === 'cancelled' || to === 'completed') && { endedAt: at }),
  };
}

/** @throws {VendingError} `vending.campaign_state_invalid` where late comers would come to nothing */
export function requireUnderWay(campaign: Campaign): void {
  if (campaign.state !== 'running' && campaign.state !== 'paused') throw stateInvalid(campaign, 'add meters to');
}

const stateInvalid = ({ code, state }: Campaign, what: string): VendingError =>
  new VendingError('vending.campaign_state_invalid', `campaign ${code} is ${state}: there is nothing to ${what}`);

/** How many meters of a campaign are how far. */
export type MeterCounts = Readonly<Record<CampaignMeterState, number>>;

/** By how many meters a day has changed what is in a state. */
export interface Tally {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly state: CampaignMeterState;
  readonly change: number;
}

export const NO_METERS: MeterCounts = { waiting: 0, issued: 0, delivered: 0, confirmed: 0, refused: 0, exempt: 0 };

/** How many were how far at the end of each day on which something came further. @param tallies in the order of days */
export function burnDown(tallies: readonly Tally[]): readonly { readonly day: string; readonly counts: MeterCounts }[] {
  const days = new Map<string, MeterCounts>();
  let counts = NO_METERS;
  for (const { day, state, change } of tallies) {
    counts = { ...counts, [state]: counts[state] + change };
    days.set(day, counts);
  }
  return [...days].map(([day, atEnd]) => ({ day, counts: atEnd }));
}

/** Meters whose key change may still come to something. */
export const openMeters = ({ waiting, issued, delivered }: MeterCounts): number => waiting + issued + delivered;

export const selectedMeters = (counts: MeterCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
