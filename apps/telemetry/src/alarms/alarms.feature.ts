import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { AcknowledgeAlarm } from './acknowledge-alarm.js';
import { AlarmRepository } from './alarm.repository.js';
import { AlarmsController } from './alarms.controller.js';
import { FindAlarms } from './find-alarms.js';
import { meterEventsConsumers } from './meter-events.consumer.js';
import { TakeMeterEvent } from './take-meter-event.js';

export const alarms: Feature = {
  controllers: [AlarmsController],
  providers: [
    provide(AlarmRepository, []),
    provide(FindAlarms, [UnitOfWork, AlarmRepository]),
    provide(AcknowledgeAlarm, [UnitOfWork, AlarmRepository, CLOCK]),
    provide(TakeMeterEvent, [AlarmRepository, MeterStateRepository, Outbox, CLOCK]),
    consumers([TakeMeterEvent], meterEventsConsumers),
  ],
};
