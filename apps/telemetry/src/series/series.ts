import type { Page } from '@openprepay/persistence/page';
import { TelemetryError } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';
import type { Quality } from '../validation/measured-point.js';

export type Resolution = 'raw' | 'hour' | 'day';

/** A register's values in the order of time. */
export interface Series extends Page<RawPoint | Bucket> {
  readonly register: string;
  readonly resolution: Resolution;
}

export interface RawPoint {
  readonly ts: Date;
  readonly value: string;
  /** Undefined of what was estimated. */
  readonly seq?: string;
  readonly receivedAt?: Date;
  /** Another value that the meter gave for the same time. */
  readonly contradicted?: string;
  /** What was measured, where somebody has put another value in its place. */
  readonly measured?: string;
  readonly quality: Quality;
  /** Of a counter: since the point before it that can be believed; undefined where nobody knows. */
  readonly consumption?: string;
}

export interface Bucket {
  readonly ts: Date;
  /** The last value in the bucket: where a counter stood at its end. */
  readonly value: string;
  readonly first: string;
  readonly min: string;
  readonly max: string;
  readonly count: number;
  /** `suspect` where any of its points is, else `estimated` where any is. */
  readonly quality: Quality;
  /** Of a counter: up to its last point since the last of the bucket before; undefined where nobody knows. */
  readonly consumption?: string;
}

export interface SeriesRange {
  readonly from: Date;
  readonly to: Date;
}

export interface AskedRange {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/**
 * The range of a request: up to now, and of a day, unless said.
 *
 * @throws {TelemetryError} `telemetry.range_invalid` where it is empty, backwards or longer than its resolution may be
 */
export function seriesRange(asked: AskedRange, resolution: Resolution, now: Date): SeriesRange {
  const to = asked.to ?? new Date(Math.max(now.getTime(), asked.from?.getTime() ?? 0) + 1);
  const from = asked.from ?? new Date(to.getTime() - limits.readings.defaultRangeMs);
  const lengthMs = to.getTime() - from.getTime();
  const maxMs = resolution === 'raw' ? limits.readings.maxRawRangeMs : limits.readings.maxBucketRangeMs;
  if (lengthMs <= 0) throw new TelemetryError('telemetry.range_invalid', '`from` must be before `to`');
  if (lengthMs > maxMs) throw new TelemetryError('telemetry.range_invalid', `a ${resolution} series is asked for in shorter ranges`);
  return { from, to };
}
