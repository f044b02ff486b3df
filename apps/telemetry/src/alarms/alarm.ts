import type { AlarmKind } from '@openprepay/contracts/telemetry';

export type AlarmState = 'open' | 'acknowledged' | 'cleared';
/** 1 is what must be looked at first, 4 what can wait. */
export type Severity = 1 | 2 | 3 | 4;

/** Something that somebody has to look at. */
export interface Alarm {
  readonly alarmId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  /** Of its kind when it was raised. */
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
}

/** Whoever may be in danger or stealing comes first, then who paid and has nothing, then who will soon have nothing. */
export const SEVERITY: Readonly<Record<AlarmKind, Severity>> = {
  tamper: 1,
  'cover-open': 1,
  'magnetic-field': 1,
  'over-voltage': 1,
  'consumption-without-credit': 2,
  'delivery-failed': 2,
  'over-power': 2,
  'under-voltage': 2,
  offline: 3,
  'credit-zero': 3,
  'no-consumption': 3,
  'credit-low': 4,
  'clock-skew': 4,
  'battery-low': 4,
};

/** What a token that the meter has credited makes an end of. */
export const ENDED_BY_CREDIT = ['credit-low', 'credit-zero', 'delivery-failed'] as const satisfies readonly AlarmKind[];

export const stateOf = ({ acknowledgedAt, clearedAt }: Pick<Alarm, 'acknowledgedAt' | 'clearedAt'>): AlarmState => {
  if (clearedAt !== undefined) return 'cleared';
  return acknowledgedAt === undefined ? 'open' : 'acknowledged';
};
