import type { Campaign } from './campaign.js';
import { type MeterCounts, openMeters, selectedMeters } from './campaign.js';

const MINUTE_MS = 60_000;
/** What a campaign may catch up on of the time in which nobody asked for its sets. */
const BURST_MS = 10_000;
/** A forecast further off says nothing. */
const FORESEEABLE_MS = 50 * 365 * 86_400_000;

/** Sets that the vault owes at most: a meter is not sold to while its own is owed. */
export const MAX_OWED = 500;
/** As few are always worth a transaction. */
const FEW_OWED = 50;
/** While the utility sells, what is owed is answered within about this: a sale shares the machine with it. */
const AHEAD_OF_A_SALE_MS = 700;
/** Over this time it is looked how many sets are answered. */
export const ANSWERED_MS = 1_000;
/** More answers than this tell nothing more. */
export const MANY_ANSWERED = Math.ceil((MAX_OWED * ANSWERED_MS) / AHEAD_OF_A_SALE_MS);

/** Sets that may be owed while the utility sells, however fast the machine is. @param answered in the last `ANSWERED_MS` */
export const owedBesideSales = (answered: number): number =>
  Math.min(MAX_OWED, Math.max(FEW_OWED, Math.floor((answered * AHEAD_OF_A_SALE_MS) / ANSWERED_MS)));

type Paced = Pick<Campaign, 'ratePerMinute' | 'pacedThrough'>;

/** Sets that may be asked for now; infinitely many where there is no rate. */
export function allowance({ ratePerMinute, pacedThrough }: Paced, now: Date): number {
  if (ratePerMinute === undefined) return Infinity;
  return Math.max(0, Math.floor(((now.getTime() - pacedFrom(ratePerMinute, pacedThrough, now)) * ratePerMinute) / MINUTE_MS));
}

/** Until when the rate is used up once `count` more have been asked for. */
export function pacedAfter({ ratePerMinute, pacedThrough }: Paced, count: number, now: Date): Date {
  if (ratePerMinute === undefined) return now;
  return new Date(pacedFrom(ratePerMinute, pacedThrough, now) + Math.round((count * MINUTE_MS) / ratePerMinute));
}

function pacedFrom(ratePerMinute: number, pacedThrough: Date | undefined, now: Date): number {
  const earliest = now.getTime() - Math.max(BURST_MS, Math.ceil(MINUTE_MS / ratePerMinute));
  return Math.max(pacedThrough?.getTime() ?? now.getTime(), earliest);
}

type Timed = Pick<Campaign, 'startsAt' | 'endsAt'>;

/** Whether its time has not come yet. */
export const isAhead = ({ startsAt }: Timed, now: Date): boolean => startsAt !== undefined && now < startsAt;
/** Whether its time is over. */
export const isPast = ({ endsAt }: Timed, now: Date): boolean => endsAt !== undefined && endsAt <= now;
/** Whether sets may be asked for at all at this time. */
export const isInTime = (campaign: Timed, now: Date): boolean => !isAhead(campaign, now) && !isPast(campaign, now);

/** When everything will be closed at the pace so far, and no sooner than the rate lets the last set be asked for; undefined while there is no pace. */
export function forecastEnd({ state, ratePerMinute, startedAt }: Campaign, counts: MeterCounts, now: Date): Date | undefined {
  const open = openMeters(counts);
  const closed = selectedMeters(counts) - open;
  if (state !== 'running' || startedAt === undefined || open === 0 || closed === 0) return undefined;
  const byPaceMs = (open * (now.getTime() - startedAt.getTime())) / closed;
  const byRateMs = ratePerMinute === undefined ? 0 : (counts.waiting * MINUTE_MS) / ratePerMinute;
  const leftMs = Math.max(byPaceMs, byRateMs);
  return leftMs > FORESEEABLE_MS ? undefined : new Date(now.getTime() + Math.round(leftMs));
}
