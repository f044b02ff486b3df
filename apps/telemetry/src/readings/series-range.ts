import { TelemetryError } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';

export type Resolution = 'raw' | 'hour' | 'day';

export interface SeriesRange {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The range of a request: up to now, and of a day, unless said.
 *
 * @throws {TelemetryError} `telemetry.range_invalid` where it is empty, backwards or longer than its resolution may be
 */
export function seriesRange(asked: Partial<SeriesRange>, resolution: Resolution, now: Date): SeriesRange {
  const to = asked.to ?? new Date(Math.max(now.getTime(), asked.from?.getTime() ?? 0) + 1);
  const from = asked.from ?? new Date(to.getTime() - limits.defaultRangeMs);
  const lengthMs = to.getTime() - from.getTime();
  const maxMs = resolution === 'raw' ? limits.maxRawRangeMs : limits.maxBucketRangeMs;
  if (lengthMs <= 0) throw new TelemetryError('telemetry.range_invalid', '`from` must be before `to`');
  if (lengthMs > maxMs) throw new TelemetryError('telemetry.range_invalid', `a ${resolution} series is asked for in shorter ranges`);
  return { from, to };
}
