import type { AlarmKind } from '@openprepay/contracts/telemetry';

/** Something that somebody has to look at. */
export interface Alarm {
  readonly alarmId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  readonly raisedAt: Date;
  readonly acknowledgedAt?: Date;
  readonly acknowledgedBy?: string;
}
