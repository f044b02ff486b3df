import { decimalOf, exactly } from './exact-values.js';
import type { Estimate } from './fill-gaps.js';
import type { Judged } from './judge-points.js';
import type { MeasuredPoint, Quality } from './measured-point.js';

/** Days of every time zone are cut at quarters of an hour. */
export const QUARTER_MS = 900_000;

/** What is known of a quarter of an hour of a register. */
export interface Span {
  /** When the quarter begins. */
  readonly start: Date;
  /** Values are exact decimals in the register's unit. */
  readonly first: string;
  readonly last: string;
  readonly min: string;
  readonly max: string;
  readonly count: number;
  /** Of a counter: what was consumed up to the last of its points since the one before the first; undefined where nobody knows. */
  readonly consumption?: string;
  /** `suspect` where any of its points is, else `estimated` where any is. */
  readonly quality: Quality;
}

/** Sums judged points up by the quarter. @param points in the order of time */
export function spansOf(points: readonly Judged<MeasuredPoint>[]): readonly Span[] {
  const spans: Span[] = [];
  for (const point of points) {
    const start = Math.floor(point.ts.getTime() / QUARTER_MS) * QUARTER_MS;
    const open = spans.at(-1);
    if (open?.start.getTime() === start) spans[spans.length - 1] = joined(open, spanOf(start, point));
    else spans.push(spanOf(start, point));
  }
  return spans;
}

const spanOf = (start: number, { value, consumption, quality }: Judged<MeasuredPoint>): Span => ({
  start: new Date(start),
  first: value,
  last: value,
  min: value,
  max: value,
  count: 1,
  ...(consumption === undefined ? {} : { consumption }),
  quality,
});

/** Two that follow each other as one. */
export function joined(one: Span, next: Span): Span {
  const consumption = total(one.consumption, next.consumption);
  return {
    start: one.start,
    first: one.first,
    last: next.last,
    min: exactly(next.min) < exactly(one.min) ? next.min : one.min,
    max: exactly(next.max) > exactly(one.max) ? next.max : one.max,
    count: one.count + next.count,
    ...(consumption === undefined ? {} : { consumption }),
    quality: worse(one.quality, next.quality),
  };
}

/** What was estimated at a time; nothing was measured then. */
export const spanOfEstimate = ({ ts, value, consumption }: Estimate): Span => ({
  start: new Date(Math.floor(ts.getTime() / QUARTER_MS) * QUARTER_MS),
  first: value,
  last: value,
  min: value,
  max: value,
  count: 0,
  consumption,
  quality: 'estimated',
});

const BY_WORTH: readonly Quality[] = ['suspect', 'estimated', 'measured'];
const worse = (one: Quality, other: Quality): Quality => BY_WORTH.find((quality) => quality === one || quality === other)!;

const total = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : decimalOf(exactly(one) + exactly(other));
