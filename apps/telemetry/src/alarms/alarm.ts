import type { AlarmKind } from '@openprepay/contracts/telemetry';

/** Something that somebody has to look at. */
export interface Alarm {
  readonly alarmId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  /** By our clock. */
  readonly raisedAt: Date;
  /** By the meter's own; undefined where it was not asked. */
  readonly meterTime?: Date;
  readonly acknowledgedAt?: Date;
  readonly acknowledgedBy?: string;
}
