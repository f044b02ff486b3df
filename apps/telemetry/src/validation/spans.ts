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

/** A span that points are still added to, with its numbers as numbers: a text is read once, and written once. */
interface Sum extends Pick<Span, 'first' | 'last' | 'count' | 'quality'> {
  readonly start: number;
  readonly least: Value;
  readonly most: Value;
  readonly consumed: bigint | undefined;
}

/** As it was written, and in billionths. */
interface Value {
  readonly text: string;
  readonly exact: bigint;
}

/** Sums judged points up by the quarter. @param points in the order of time */
export function spansOf(points: readonly Judged<MeasuredPoint>[]): readonly Span[] {
  const spans: Span[] = [];
  let open: Sum | undefined;
  for (const point of points) {
    const sum = sumOf(Math.floor(point.ts.getTime() / QUARTER_MS) * QUARTER_MS, point);
    if (open?.start === sum.start) open = together(open, sum);
    else {
      if (open !== undefined) spans.push(spanOf(open));
      open = sum;
    }
  }
  return open === undefined ? spans : [...spans, spanOf(open)];
}

function sumOf(start: number, { value: text, consumption, quality }: Judged<MeasuredPoint>): Sum {
  const value = { text, exact: exactly(text) };
  const consumed = consumption === undefined ? undefined : exactly(consumption);
  return { start, first: text, last: text, least: value, most: value, count: 1, consumed, quality };
}

/** Two that follow each other as one. */
export const joined = (one: Span, next: Span): Span => spanOf(together(sumOfSpan(one), sumOfSpan(next)));

const sumOfSpan = ({ start, first, last, min, max, count, consumption, quality }: Span): Sum => ({
  ...{ start: start.getTime(), first, last, count, quality },
  least: { text: min, exact: exactly(min) },
  most: { text: max, exact: exactly(max) },
  consumed: consumption === undefined ? undefined : exactly(consumption),
});

const together = (one: Sum, next: Sum): Sum => ({
  start: one.start,
  first: one.first,
  last: next.last,
  least: next.least.exact < one.least.exact ? next.least : one.least,
  most: next.most.exact > one.most.exact ? next.most : one.most,
  count: one.count + next.count,
  consumed: one.consumed === undefined || next.consumed === undefined ? (one.consumed ?? next.consumed) : one.consumed + next.consumed,
  quality: worse(one.quality, next.quality),
});

const spanOf = ({ start, first, last, least, most, count, consumed, quality }: Sum): Span => ({
  start: new Date(start),
  first,
  last,
  min: least.text,
  max: most.text,
  count,
  ...(consumed === undefined ? {} : { consumption: decimalOf(consumed) }),
  quality,
});

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

const WORTH: Readonly<Record<Quality, number>> = { suspect: 0, estimated: 1, measured: 2 };
const worse = (one: Quality, other: Quality): Quality => (WORTH[one] <= WORTH[other] ? one : other);
