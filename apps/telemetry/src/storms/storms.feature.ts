import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { FindStorm } from './find-storm.js';
import { FindStormMeters } from './find-storm-meters.js';
import { FindStorms } from './find-storms.js';
import { GatherStorms } from './gather-storms.js';
import { SettleStorm } from './settle-storm.js';
import { StormAlarmRepository } from './storm-alarm.repository.js';
import { StormRepository } from './storm.repository.js';
import { StormsController } from './storms.controller.js';

export const storms: Feature = {
  controllers: [StormsController],
  providers: [
    provide(StormRepository, []),
    provide(StormAlarmRepository, []),
    provide(FindStorms, [UnitOfWork, StormRepository]),
    provide(FindStorm, [UnitOfWork, StormRepository]),
    provide(FindStormMeters, [UnitOfWork, StormRepository, StormAlarmRepository]),
    provide(SettleStorm, [UnitOfWork, StormRepository, StormAlarmRepository, Outbox, CLOCK]),
    provide(GatherStorms, [StormRepository, Outbox, CLOCK]),
  ],
};
