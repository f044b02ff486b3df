import type { PointAnswer } from '@openprepay/contracts/http/telemetry';
import { sum } from '../ui/exact.js';
import { startOfDay } from '../ui/zoned.js';

export const RANGES = ['hour', 'day', 'week', 'month'] as const;
export type Range = (typeof RANGES)[number];
export const RESOLUTIONS = ['raw', 'hour', 'day'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** One place of a profile; without `value` nothing is known of it. */
export interface ProfilePoint {
  /** When it was, or its bucket began; milliseconds since 1970. */
  readonly at: number;
  /** What is drawn: what was used in the bucket, or what the register said; a decimal. */
  readonly value?: string;
  /** What the register said last, where `value` is a difference. */
  readonly reading?: string;
  readonly min?: string;
  readonly max?: string;
  /** Less than the bucket: nothing is known of the one before, or it goes on still. */
  readonly partial?: true;
  /** The register was lower than before: another meter, or a fresh start. */
  readonly fellBack?: true;
  /** The meter gave another value for the same time. */
  readonly contradicted?: true;
  /** It was never measured: what it says was reckoned from its neighbours. */
  readonly estimated?: true;
  /** It was measured, and cannot be believed. */
  readonly suspect?: true;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;
const DAYS: Readonly<Record<Exclude<Range, 'hour'>, number>> = { day: 1, week: WEEK_DAYS, month: MONTH_DAYS };
/** So much longer than usual without a reading is a gap. */
const GAP_FACTOR = 3;

/** Whole days of the zone up to now; `hour`: this one and the one before. */
export const spanOf = (range: Range, now: number, timeZone: string): Span => ({
  from: range === 'hour' ? Math.floor(now / HOUR_MS - 1) * HOUR_MS : startOfDay(now, timeZone, DAYS[range] - 1).getTime(),
  to: now,
});

/** When the buckets of a span begin, whether there is anything in them or not. */
export function slotsOf(resolution: 'hour' | 'day', { from, to }: Span, timeZone: string): readonly number[] {
  const slots: number[] = [];
  for (let nth = 0; ; nth++) {
    const slot = resolution === 'hour' ? from + nth * HOUR_MS : startOfDay(from, timeZone, -nth).getTime();
    if (slot >= to) return slots;
    slots.push(slot);
  }
}

/** Whether a value was measured, and can be believed. */
const qualityOf = ({ quality }: PointAnswer): Pick<ProfilePoint, 'estimated' | 'suspect'> => ({
  ...(quality === 'estimated' ? { estimated: true } : {}),
  ...(quality === 'suspect' ? { suspect: true } : {}),
});

/**
 * What was used in each bucket since the last reading of the one before: as the head-end says, which sees counters that came
 * round, else the difference. After a gap it is what was used since the bucket's own first reading.
 */
export function consumption(points: readonly PointAnswer[], slots: readonly number[]): readonly ProfilePoint[] {
  const places = placed(points, slots);
  return places.map(({ at, point }, place) => {
    if (point === undefined) return { at };
    const isLast = place === places.length - 1;
    const marks = qualityOf(point);
    const before = places[place - 1]?.point?.value;
    if (before !== undefined && point.consumption !== undefined) {
      return { at, value: point.consumption, reading: point.value, ...(isLast ? { partial: true } : {}), ...marks };
    }
    const used = sum([point.value, negated(before ?? point.first ?? point.value)]);
    if (used.startsWith('-')) return { at, reading: point.value, fellBack: true };
    const isPartial = before === undefined || isLast;
    return { at, value: used, reading: point.value, ...(isPartial ? { partial: true } : {}), ...marks };
  });
}

/** What the register said in each bucket: last, lowest, highest. */
export const bucketValues = (points: readonly PointAnswer[], slots: readonly number[]): readonly ProfilePoint[] =>
  placed(points, slots).map(({ at, point }) =>
    point === undefined
      ? { at }
      : {
          at,
          value: point.value,
          ...(point.min === undefined || point.max === undefined ? {} : { min: point.min, max: point.max }),
          ...qualityOf(point),
        },
  );

/** Every reading as it came, with an empty place where some are missing. */
export function rawValues(points: readonly PointAnswer[]): readonly ProfilePoint[] {
  const times = points.map(({ ts }) => Date.parse(ts));
  const usual = median(times.slice(1).map((time, place) => time - times[place]!));
  return points.flatMap((read, place): readonly ProfilePoint[] => {
    const { value, contradicted } = read;
    const at = times[place]!;
    const since = place === 0 ? 0 : at - times[place - 1]!;
    const point = { at, value, ...(contradicted === undefined ? {} : { contradicted }), ...qualityOf(read) };
    return since > GAP_FACTOR * usual ? [{ at: at - since / 2 }, point] : [point];
  });
}

/** The buckets that there should be, and those that there are, each with its point where it has one. */
function placed(
  points: readonly PointAnswer[],
  slots: readonly number[],
): readonly { readonly at: number; readonly point?: PointAnswer }[] {
  const byTime = new Map(points.map((point) => [Date.parse(point.ts), point]));
  return [...new Set([...slots, ...byTime.keys()])]
    .sort((one, other) => one - other)
    .map((at) => {
      const point = byTime.get(at);
      return point === undefined ? { at } : { at, point };
    });
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}

const negated = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`);
