import { limits } from '../telemetry-limits.js';
import type { RefusedPart } from '../uplink/refused-part.js';
import type { RegisterReading } from '../uplink/uplink.js';

export type Untimely = 'in_future' | 'too_old';

/**
 * Whether a time that a meter's clock gave is out of bounds; one wrong clock must not make a partition per year, nor head every list.
 *
 * @param maxAgeMs how old it may be, up to the bound that holds for all
 */
export function untimely(ts: Date, now: Date, maxAgeMs: number = limits.ingest.maxMeterTimeAgeMs): Untimely | undefined {
  if (ts.getTime() > now.getTime() + limits.ingest.maxClockAheadMs) return 'in_future';
  if (ts.getTime() < now.getTime() - Math.min(maxAgeMs, limits.ingest.maxMeterTimeAgeMs)) return 'too_old';
  return undefined;
}

export interface TimedReadings {
  readonly timely: readonly RegisterReading[];
  /** What the others were left out for. */
  readonly refused: readonly (RefusedPart & { readonly untimely: Untimely })[];
}

export function selectTimely(readings: readonly RegisterReading[], now: Date, maxAgeMs?: number): TimedReadings {
  const timely = readings.filter(({ ts }) => untimely(ts, now, maxAgeMs) === undefined);
  if (timely.length === readings.length) return { timely, refused: [] };
  const refused = readings.flatMap(({ ts }) => {
    const why = untimely(ts, now, maxAgeMs);
    const reason = why === 'in_future' ? 'too far ahead of our clock' : 'too long ago';
    return why === undefined ? [] : [{ at: ts.toISOString(), reason, untimely: why }];
  });
  return { timely, refused };
}
