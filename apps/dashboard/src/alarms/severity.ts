import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import type { LampState } from '../ui/lamp.js';

type Kind = AlarmAnswer['kind'];

/** From what must be looked at first. */
export const KINDS = [
  'tamper',
  'cover-open',
  'magnetic-field',
  'over-voltage',
  'consumption-without-credit',
  'delivery-failed',
  'over-power',
  'under-voltage',
  'offline',
  'credit-zero',
  'no-consumption',
  'credit-low',
  'clock-skew',
  'battery-low',
] as const satisfies readonly Kind[];

/** How bad it is, in words for people. */
export const SEVERITY_NAMES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITY_NAMES)[number];

const HIGH_UP_TO = 2;
const MEDIUM = 3;

/** Of the rank that the api gives an alarm: 1 is what must be looked at first, 4 what can wait. */
export function severityOf(rank: number): Severity {
  if (rank <= HIGH_UP_TO) return 'high';
  return rank === MEDIUM ? 'medium' : 'low';
}

export const LAMPS: Readonly<Record<Severity, LampState>> = { high: 'bad', medium: 'warning', low: 'unknown' };
