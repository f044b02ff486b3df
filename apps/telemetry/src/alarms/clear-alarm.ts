import type { Principal } from '@openprepay/contracts/identity';
import { AlarmCleared } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import type { Alarm } from './alarm.js';
import type { AlarmRepository } from './alarm.repository.js';

export interface ClearAlarmCommand {
  readonly alarmId: string;
  readonly reason: string;
}

/** Says why there is nothing left to look at, whether somebody had looked before or not. */
export class ClearAlarm {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly alarms: AlarmRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {TelemetryError} `telemetry.alarm_unknown`, `telemetry.alarm_cleared` */
  async execute(caller: Principal, { alarmId, reason }: ClearAlarmCommand): Promise<Alarm> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const alarm = await this.alarms.lock(tx, alarmId);
      if (!alarm) throw new TelemetryError('telemetry.alarm_unknown', 'this utility has no such alarm');
      if (alarm.clearedAt !== undefined) throw alarmCleared(alarm);
      const clearing = { clearedAt: this.clock.now(), clearedBy: caller.username, clearReason: reason };
      await this.alarms.clear(tx, alarmId, clearing);
      const { meterNumber, meterPan, kind } = alarm;
      const { clearedAt, clearedBy } = clearing;
      await this.outbox.append(tx, AlarmCleared, { alarmId, meterNumber, meterPan, kind, clearedAt, clearedBy, reason });
      return { ...alarm, ...clearing };
    });
  }
}

export const alarmCleared = ({ clearedBy }: Alarm): TelemetryError =>
  new TelemetryError('telemetry.alarm_cleared', clearedBy === undefined ? 'its cause has ended by itself' : `${clearedBy} has cleared it`);
