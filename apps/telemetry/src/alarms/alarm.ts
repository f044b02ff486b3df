import type { AlarmKind } from '@openprepay/contracts/telemetry';
import type { Severity } from '../alarm-rules/alarm-rule.js';

export type AlarmState = 'open' | 'acknowledged' | 'cleared';

/** Something that somebody has to look at. */
export interface Alarm {
  readonly alarmId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  /** By the rule of its kind when it was raised. */
  readonly severity: Severity;
  /** By our clock. */
  readonly raisedAt: Date;
  /** By the meter's own; undefined where it was not asked. */
  readonly meterTime?: Date;
  readonly acknowledgedAt?: Date;
  readonly acknowledgedBy?: string;
  readonly clearedAt?: Date;
  /** Undefined where its cause ended by itself. */
  readonly clearedBy?: string;
  readonly clearReason?: string;
  /** Of a meter that went silent with many others. */
  readonly stormId?: string;
}

/** What a token that the meter has credited makes an end of. */
export const ENDED_BY_CREDIT = [
  'credit-low',
  'credit-zero',
  'consumption-without-credit',
  'delivery-failed',
] as const satisfies readonly AlarmKind[];

export const stateOf = ({ acknowledgedAt, clearedAt }: Pick<Alarm, 'acknowledgedAt' | 'clearedAt'>): AlarmState => {
  if (clearedAt !== undefined) return 'cleared';
  return acknowledgedAt === undefined ? 'open' : 'acknowledged';
};
