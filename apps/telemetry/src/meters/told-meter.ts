import type { EventData } from '@openprepay/contracts/event';
import type { MeterChanged } from '@openprepay/contracts/vending';

/** A meter as vending tells of it. */
export type ToldMeter = EventData<typeof MeterChanged>;

/** Vending's; 0 of what was said before there were revisions, where the time tells. */
export const revisionOf = ({ revision = 0 }: Pick<ToldMeter, 'revision'>): number => revision;

/** The last that is told of each of these meters, in whatever order it came. */
export function latestOf(told: readonly ToldMeter[]): readonly ToldMeter[] {
  const latest = new Map<string, ToldMeter>();
  for (const meter of told) {
    const earlier = latest.get(meter.meterNumber);
    if (!earlier || !isNewer(earlier, meter)) latest.set(meter.meterNumber, meter);
  }
  return [...latest.values()];
}

const isNewer = (left: ToldMeter, right: ToldMeter): boolean =>
  revisionOf(left) === revisionOf(right) ? left.changedAt > right.changedAt : revisionOf(left) > revisionOf(right);
