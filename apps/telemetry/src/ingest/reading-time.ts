import type { QuarantineCode } from '@openprepay/contracts/http/telemetry';
import { limits } from '../telemetry-limits.js';
import type { RegisterReading } from '../uplink/uplink.js';

export type LateOrEarly = Extract<QuarantineCode, 'telemetry.reading_in_future' | 'telemetry.reading_too_old'>;

export interface TimedReadings {
  readonly timely: readonly RegisterReading[];
  /** Why the others were left out; undefined where there are none. */
  readonly refused?: LateOrEarly;
}

/** Keeps readings whose time the store can hold; one wrong clock must not make a partition per year. */
export function selectTimely(readings: readonly RegisterReading[], now: Date): TimedReadings {
  const latest = now.getTime() + limits.ingest.maxClockAheadMs;
  const earliest = now.getTime() - limits.ingest.maxReadingAgeMs;
  const timely = readings.filter(({ ts }) => ts.getTime() <= latest && ts.getTime() >= earliest);
  if (timely.length === readings.length) return { timely };
  const ahead = readings.some(({ ts }) => ts.getTime() > latest);
  return { timely, refused: ahead ? 'telemetry.reading_in_future' : 'telemetry.reading_too_old' };
}
