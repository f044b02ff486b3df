import type { Principal } from '@openprepay/contracts/identity';
import { AlarmAcknowledged } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import type { Alarm } from './alarm.js';
import type { AlarmRepository } from './alarm.repository.js';
import { alarmCleared } from './clear-alarm.js';

export class AcknowledgeAlarm {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly alarms: AlarmRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Somebody has looked. @throws {TelemetryError} `telemetry.alarm_unknown`, `telemetry.alarm_acknowledged`, `telemetry.alarm_cleared` */
  async execute(caller: Principal, { alarmId }: { readonly alarmId: string }): Promise<Alarm> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const alarm = await this.alarms.lock(tx, alarmId);
      if (!alarm) throw new TelemetryError('telemetry.alarm_unknown', 'this utility has no such alarm');
      if (alarm.clearedAt !== undefined) throw alarmCleared(alarm);
      if (alarm.acknowledgedBy !== undefined)
        throw new TelemetryError('telemetry.alarm_acknowledged', `${alarm.acknowledgedBy} has acknowledged it`);
      const acknowledgement = { acknowledgedAt: this.clock.now(), acknowledgedBy: caller.username };
      await this.alarms.acknowledge(tx, alarmId, acknowledgement);
      const { meterNumber, meterPan, kind } = alarm;
      await this.outbox.append(tx, AlarmAcknowledged, { alarmId, meterNumber, meterPan, kind, ...acknowledgement });
      return { ...alarm, ...acknowledgement };
    });
  }
}
