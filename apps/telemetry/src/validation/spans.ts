import { decimalOf, exactly } from './exact-values.js';
import type { Judged, MeasuredPoint } from './judge-points.js';

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
  readonly isSuspect: boolean;
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

const spanOf = (start: number, { value, consumption, isSuspect }: Judged<MeasuredPoint>): Span => ({
  start: new Date(start),
  first: value,
  last: value,
  min: value,
  max: value,
  count: 1,
  ...(consumption === undefined ? {} : { consumption }),
  isSuspect,
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
    isSuspect: one.isSuspect || next.isSuspect,
  };
}

const total = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : decimalOf(exactly(one) + exactly(other));
