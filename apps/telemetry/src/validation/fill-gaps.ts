import { limits } from '../telemetry-limits.js';
import { decimalOf, exactly, ONE } from './exact-values.js';
import type { Judged } from './judge-points.js';
import type { MeasuredPoint } from './measured-point.js';

/** A value that was never measured: what a counter will have shown, had it gone on evenly. */
export interface Estimate {
  readonly ts: Date;
  readonly value: string;
  readonly consumption: string;
}

/** A register was not heard of for longer than usual. */
export interface Gap {
  /** The last point before it, and the first after. */
  readonly from: Date;
  readonly to: Date;
  /** Empty where the counter did not just go forward, or for longer than anybody could guess. */
  readonly estimates: readonly Estimate[];
}

/** A thousandth of the unit: what is estimated pretends no more. */
const GRAIN = ONE / 1000n;

/**
 * The gap that ends at a point, undefined where there is none. How often a register is heard of is known by the points before;
 * three times as long, and half an hour at least, is a gap.
 *
 * @param points of one register, judged, in the order of time
 * @param index of the point in them
 */
export function gapBefore(points: readonly Judged<MeasuredPoint>[], index: number): Gap | undefined {
  const { pointsBefore, leastGapMs, gapFactor } = limits.validation;
  const [from, to] = [points[index - 1], points[index]];
  if (from === undefined || to === undefined) return undefined;
  const silentMs = to.ts.getTime() - from.ts.getTime();
  if (silentMs <= leastGapMs) return undefined;
  const usualMs = median(steps(points.slice(Math.max(0, index - pointsBefore), index)));
  if (usualMs === undefined || silentMs <= gapFactor * usualMs) return undefined;
  return { from: from.ts, to: to.ts, estimates: estimatesBetween(from, to, usualMs) };
}

/** Evenly between two values of a counter, at the times at which it would have been heard of. */
function estimatesBetween(from: Judged<MeasuredPoint>, to: Judged<MeasuredPoint>, usualMs: number): readonly Estimate[] {
  const { leastEstimateStepMs, longestEstimatedGapMs } = limits.validation;
  const silentMs = to.ts.getTime() - from.ts.getTime();
  const isEven = from.quality !== 'suspect' && to.kind === undefined && to.consumption !== undefined && from.discarded === undefined;
  if (!isEven || silentMs > longestEstimatedGapMs) return [];
  const stepMs = Math.max(usualMs, leastEstimateStepMs);
  const [first, consumed] = [exactly(from.value), exactly(to.consumption)];
  const estimates: Estimate[] = [];
  let before = 0n;
  for (let passedMs = stepMs; passedMs < silentMs; passedMs += stepMs) {
    const exact = (consumed * BigInt(passedMs)) / BigInt(silentMs);
    const since = exact - (exact % GRAIN);
    const ts = new Date(from.ts.getTime() + passedMs);
    estimates.push({ ts, value: decimalOf(first + since), consumption: decimalOf(since - before) });
    before = since;
  }
  return estimates;
}

/** What is left of a point's consumption where a part of it was estimated. */
export function restOf(consumption: string | undefined, { estimates }: Gap): string | undefined {
  if (consumption === undefined || estimates.length === 0) return consumption;
  return decimalOf(exactly(consumption) - estimates.reduce((sum, estimate) => sum + exactly(estimate.consumption), 0n));
}

const steps = (points: readonly MeasuredPoint[]): readonly number[] =>
  points.slice(1).map(({ ts }, index) => ts.getTime() - points[index]!.ts.getTime());

/** Of fewer than three nothing is usual. */
function median(values: readonly number[]): number | undefined {
  if (values.length < 3) return undefined;
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
