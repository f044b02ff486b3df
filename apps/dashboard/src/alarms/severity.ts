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

export type Severity = 'high' | 'medium' | 'low';
export const SEVERITIES: Readonly<Record<Kind, Severity>> = {
  tamper: 'high',
  'cover-open': 'high',
  'magnetic-field': 'high',
  'over-voltage': 'high',
  'consumption-without-credit': 'high',
  'delivery-failed': 'high',
  'over-power': 'high',
  'under-voltage': 'high',
  offline: 'medium',
  'credit-zero': 'medium',
  'no-consumption': 'medium',
  'credit-low': 'low',
  'clock-skew': 'low',
  'battery-low': 'low',
};
export const LAMPS: Readonly<Record<Severity, LampState>> = { high: 'bad', medium: 'warning', low: 'unknown' };

/** By kind, the worst first; the newest first among those of a kind. */
export const ranked = <Alarm extends Pick<AlarmAnswer, 'kind' | 'raisedAt'>>(alarms: readonly Alarm[]): readonly Alarm[] =>
  alarms.toSorted(
    (one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || Date.parse(other.raisedAt) - Date.parse(one.raisedAt),
  );
