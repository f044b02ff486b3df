import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { AcknowledgeAlarm } from './acknowledge-alarm.js';
import { AlarmRepository } from './alarm.repository.js';
import { AlarmsController } from './alarms.controller.js';
import { ClearAlarm } from './clear-alarm.js';
import { FindAlarms } from './find-alarms.js';
import { meterEventsConsumers } from './meter-events.consumer.js';
import { RaiseAlarm } from './raise-alarm.js';
import { TakeMeterEvent } from './take-meter-event.js';

export const alarms: Feature = {
  controllers: [AlarmsController],
  providers: [
    provide(AlarmRepository, []),
    provide(FindAlarms, [UnitOfWork, AlarmRepository]),
    provide(AcknowledgeAlarm, [UnitOfWork, AlarmRepository, CLOCK]),
    provide(ClearAlarm, [UnitOfWork, AlarmRepository, CLOCK]),
    provide(RaiseAlarm, [AlarmRepository, Outbox, CLOCK]),
    provide(TakeMeterEvent, [RaiseAlarm, MeterStateRepository, CLOCK]),
    consumers([TakeMeterEvent], meterEventsConsumers),
  ],
};
