import type { AlarmKind } from '@openprepay/contracts/telemetry';

/** What is so at a meter that somebody has to look at. */
export interface MeterCause {
  readonly meterNumber: string;
  readonly kind: AlarmKind;
  /** That was raised for it; there is none while it has not lasted for long enough, or its rule is off. */
  readonly alarmId?: string | undefined;
}

export interface SinceCause extends MeterCause {
  readonly since: Date;
}

/** What is so no more. */
export interface EndedMeterCause extends MeterCause {
  /** By the meter's clock as far as that is not ahead of ours: what began after that has not ended. Undefined: all has. */
  readonly upTo?: Date | undefined;
}
