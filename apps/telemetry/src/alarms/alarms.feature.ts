import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { MeterRegisterRepository } from '../shadow/meter-register.repository.js';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { AlarmRuleRepository } from '../alarm-rules/alarm-rule.repository.js';
import { AcknowledgeAlarm } from './acknowledge-alarm.js';
import { AlarmBeginningRepository } from './alarm-beginning.repository.js';
import { AlarmCauseRepository } from './alarm-cause.repository.js';
import { AlarmRepository } from './alarm.repository.js';
import { AlarmsController } from './alarms.controller.js';
import { ClearAlarm } from './clear-alarm.js';
import { EndAlarms } from './end-alarms.js';
import { FindAlarms } from './find-alarms.js';
import { meterEventsConsumers } from './meter-events.consumer.js';
import { RaiseAlarm } from './raise-alarm.js';
import { TakeMeterEvent } from './take-meter-event.js';

export const alarms: Feature = {
  controllers: [AlarmsController],
  providers: [
    provide(AlarmRepository, []),
    provide(FindAlarms, [UnitOfWork, AlarmRepository]),
    provide(AcknowledgeAlarm, [UnitOfWork, AlarmRepository, Outbox, CLOCK]),
    provide(AlarmCauseRepository, []),
    provide(AlarmBeginningRepository, []),
    provide(ClearAlarm, [UnitOfWork, AlarmRepository, Outbox, CLOCK]),
    provide(RaiseAlarm, [AlarmRepository, AlarmRuleRepository, Outbox, CLOCK]),
    provide(EndAlarms, [AlarmRepository, Outbox]),
    provide(TakeMeterEvent, [
      RaiseAlarm,
      EndAlarms,
      AlarmCauseRepository,
      AlarmBeginningRepository,
      MeterStateRepository,
      MeterRegisterRepository,
      CLOCK,
    ]),
    consumers([TakeMeterEvent], meterEventsConsumers),
  ],
};
