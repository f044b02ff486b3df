import { type AlarmKind, AlarmRaised } from '@openprepay/contracts/telemetry';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { SEVERITY } from './alarm.js';
import type { AlarmRepository } from './alarm.repository.js';

export interface AlarmCause {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly kind: AlarmKind;
  readonly raisedAt: Date;
  /** By the meter's own clock; undefined where it was not asked. */
  readonly meterTime?: Date | undefined;
}

/** Raises an alarm and tells of it, unless one of its kind is open for the meter. */
export class RaiseAlarm {
  constructor(
    private readonly alarms: AlarmRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, cause: AlarmCause, options: Parameters<Outbox['append']>[3] = {}): Promise<void> {
    const alarm = present({ ...cause, alarmId: this.clock.newId(), severity: SEVERITY[cause.kind] });
    if (await this.alarms.raise(tx, alarm)) await this.outbox.append(tx, AlarmRaised, alarm, options);
  }
}
