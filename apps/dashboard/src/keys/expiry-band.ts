import type { LampState } from '../ui/lamp.js';

const DAY_MS = 86_400_000;

/** Days before an end on which it is told of, the nearest first. */
const BANDS = [
  { days: 7, band: 'week', lamp: 'bad' },
  { days: 30, band: 'month', lamp: 'warning' },
] as const;

export interface ExpiryBand {
  readonly band: 'ended' | 'week' | 'month' | 'quarter';
  readonly lamp: LampState;
  /** Whole days that are left; none of what has ended. */
  readonly daysLeft: number;
}

/** How near the end of a key is. @param now milliseconds since 1970 */
export function expiryBandOf(at: string, now: number): ExpiryBand {
  const leftMs = Date.parse(at) - now;
  if (leftMs <= 0) return { band: 'ended', lamp: 'bad', daysLeft: 0 };
  const daysLeft = Math.floor(leftMs / DAY_MS);
  const near = BANDS.find(({ days }) => leftMs <= days * DAY_MS);
  return near === undefined ? { band: 'quarter', lamp: 'unknown', daysLeft } : { band: near.band, lamp: near.lamp, daysLeft };
}
