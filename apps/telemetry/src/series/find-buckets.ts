import type { Tx } from '@openprepay/persistence/tx';
import { endOf, hourOf } from '../validation/hour.js';
import type { HourMarkRepository } from '../validation/hour-mark.repository.js';
import type { HourPointsRepository } from '../validation/hour-points.repository.js';
import type { SettledHourRepository } from '../validation/settled-hour.repository.js';
import { settle } from '../validation/settled-hour.js';
import { joined, QUARTER_MS, type Span } from '../validation/spans.js';
import type { Bucket } from './series.js';
import type { Calendar, SeriesRepository, SeriesRequest } from './series.repository.js';

export type BucketRequest = SeriesRequest & Calendar;

/** Hours of UTC that a bucket may have a part of: clocks go back by up to an hour, and zones stand between hours. */
const HOURS_OF: Readonly<Record<BucketRequest['unit'], number>> = { hour: 3, day: 27 };

/**
 * Hours or days of a register, from what its hours were summed up to. Those to which points have come since are summed up anew,
 * so that the answer is what the points say at any moment. A bucket has what lies in the range, to the quarter of an hour.
 */
export class FindBuckets {
  constructor(
    private readonly series: SeriesRepository,
    private readonly settled: SettledHourRepository,
    private readonly marks: HourMarkRepository,
    private readonly points: HourPointsRepository,
  ) {}

  async execute(tx: Tx, request: BucketRequest): Promise<readonly Bucket[]> {
    const { after, limit } = request;
    const spans = await this.spans(tx, request);
    const starts = await this.series.bucketsOf(
      tx,
      request,
      spans.map(({ start }) => start),
    );
    const buckets: Span[] = [];
    for (const [index, span] of spans.entries()) {
      const start = starts[index]!;
      const open = buckets.at(-1);
      if (after !== undefined && start <= after) continue;
      if (open?.start.getTime() === start.getTime()) buckets[buckets.length - 1] = joined(open, span);
      else buckets.push({ ...span, start });
    }
    return buckets.slice(0, limit).map(toBucket);
  }

  /** The spans of more buckets than are asked for, so that the last of those is whole. */
  private async spans(tx: Tx, { meterNumber, register, after, limit, unit, ...range }: BucketRequest): Promise<readonly Span[]> {
    const from = Math.floor(range.from.getTime() / QUARTER_MS) * QUARTER_MS;
    const begin = new Date(Math.max(hourOf(range.from).getTime(), after === undefined ? 0 : hourOf(after).getTime()));
    const hours = { from: begin, to: range.to };
    const most = (limit + 2) * HOURS_OF[unit];
    const [known, marked] = await Promise.all([
      this.settled.list(tx, { meterNumber, register, ...hours, limit: most }),
      this.marks.ofMeter(tx, meterNumber, { ...hours, limit: most }),
    ]);
    const end = firstBeyond(most, known, marked) ?? range.to;
    const stale = marked.filter((hour) => hour < end);
    const isStale = new Set(stale.map((hour) => hour.getTime()));
    const anew = await this.points.around(
      tx,
      stale.map((hour) => ({ meterNumber, hour })),
      register,
    );
    return [...known.filter(({ hour }) => hour < end && !isStale.has(hour.getTime())), ...anew.map(settle)]
      .sort((one, other) => one.hour.getTime() - other.hour.getTime())
      .flatMap(({ spans }) => spans)
      .filter(({ start }) => start.getTime() >= from && start < range.to);
  }
}

/** Where lists that were cut at `most` are no longer known to be whole. */
function firstBeyond(most: number, known: readonly { readonly hour: Date }[], marked: readonly Date[]): Date | undefined {
  const ends = [known.map(({ hour }) => hour), marked].filter(({ length }) => length >= most).map((hours) => endOf(hours.at(-1)!));
  return ends.sort((one, other) => one.getTime() - other.getTime())[0];
}

const toBucket = ({ start, last, first, min, max, count, consumption, isSuspect }: Span): Bucket => ({
  ts: start,
  value: last,
  first,
  min,
  max,
  count,
  quality: isSuspect ? 'suspect' : 'measured',
  ...(consumption === undefined ? {} : { consumption }),
});
