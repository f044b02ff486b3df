import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { FindStorms } from './find-storms.js';
import { GatherStorms } from './gather-storms.js';
import { StormRepository } from './storm.repository.js';
import { StormsController } from './storms.controller.js';

export const storms: Feature = {
  controllers: [StormsController],
  providers: [
    provide(StormRepository, []),
    provide(FindStorms, [UnitOfWork, StormRepository]),
    provide(GatherStorms, [StormRepository, Outbox, CLOCK]),
  ],
};
