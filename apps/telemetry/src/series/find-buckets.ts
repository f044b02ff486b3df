import type { Tx } from '@openprepay/persistence/tx';
import type { EstimateRepository } from '../validation/estimate.repository.js';
import { endOf, hourOf } from '../validation/hour.js';
import type { HourMarkRepository } from '../validation/hour-mark.repository.js';
import type { HourPointsRepository } from '../validation/hour-points.repository.js';
import type { SettledHourRepository } from '../validation/settled-hour.repository.js';
import { settle } from '../validation/settled-hour.js';
import { joined, QUARTER_MS, type Span, spanOfEstimate } from '../validation/spans.js';
import type { Bucket } from './series.js';
import type { Calendar, SeriesRepository, SeriesRequest } from './series.repository.js';

export type BucketRequest = SeriesRequest & Calendar;

/** Hours of UTC that a bucket may have a part of: clocks go back by up to an hour, and zones stand between hours. */
const HOURS_OF: Readonly<Record<BucketRequest['unit'], number>> = { hour: 3, day: 27 };

/** Of an hour: no more is estimated in it. */
const QUARTERS = 4;

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
    private readonly estimates: EstimateRepository,
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
    const [known, marked, estimated] = await Promise.all([
      this.settled.list(tx, { meterNumber, register, ...hours, limit: most }),
      this.marks.ofMeter(tx, meterNumber, { ...hours, limit: most }),
      this.estimates.list(tx, { meterNumber, register, ...hours, limit: most * QUARTERS }),
    ]);
    const cuts = [
      ...cutOf(
        known.map(({ hour }) => hour),
        most,
      ),
      ...cutOf(marked, most),
      ...estimated.slice(most * QUARTERS - 1).map(({ ts }) => hourOf(ts)),
    ];
    const end = earliest([...cuts, range.to]);
    const stale = marked.filter((hour) => hour < end);
    const anew = (
      await this.points.around(
        tx,
        stale.map((hour) => ({ meterNumber, hour })),
        register,
      )
    ).map(settle);
    const isAnew = new Set(anew.map(({ hour }) => hour.getTime()));
    const guesses = [...estimated.filter(({ hour }) => !isAnew.has(hour.getTime())), ...anew.flatMap(({ estimates }) => estimates)];
    const measured = [...known.filter(({ hour }) => !isAnew.has(hour.getTime())), ...anew].flatMap(({ spans }) => spans);
    // In the quarter in which a gap ends, what is estimated comes before what was measured.
    return [...guesses.map(spanOfEstimate), ...measured]
      .filter(({ start }) => start.getTime() >= from && start < end)
      .sort((one, other) => one.start.getTime() - other.start.getTime());
  }
}

/** Where a list that was cut at `most` is no longer known to be whole. */
const cutOf = (hours: readonly Date[], most: number): readonly Date[] => (hours.length < most ? [] : [endOf(hours.at(-1)!)]);

const earliest = (times: readonly Date[]): Date => new Date(Math.min(...times.map((time) => time.getTime())));

const toBucket = ({ start, last, first, min, max, count, consumption, quality }: Span): Bucket => ({
  ts: start,
  value: last,
  first,
  min,
  max,
  count,
  quality,
  ...(consumption === undefined ? {} : { consumption }),
});
