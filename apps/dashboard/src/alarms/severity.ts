import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry';
import type { LampState } from '../ui/lamp.js';

type Kind = AlarmAnswer['kind'];

/** From what must be looked at first. */
export const KINDS = ['tamper', 'over-power', 'offline', 'low-credit'] as const satisfies readonly Kind[];

export type Severity = 'high' | 'medium' | 'low';
export const SEVERITIES: Readonly<Record<Kind, Severity>> = {
  tamper: 'high',
  'over-power': 'high',
  offline: 'medium',
  'low-credit': 'low',
};
export const LAMPS: Readonly<Record<Severity, LampState>> = { high: 'bad', medium: 'warning', low: 'unknown' };

/** By kind, the worst first; the newest first among those of a kind. */
export const ranked = <Alarm extends Pick<AlarmAnswer, 'kind' | 'raisedAt'>>(alarms: readonly Alarm[]): readonly Alarm[] =>
  alarms.toSorted(
    (one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || Date.parse(other.raisedAt) - Date.parse(one.raisedAt),
  );
