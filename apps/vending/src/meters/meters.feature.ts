import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { NetworkNodeRepository } from '../network/network-node.repository.js';
import { TakeSupply } from '../supplies/take-supply.js';
import { CreateMeter } from './create-meter.js';
import { FindMeter } from './find-meter.js';
import { FindMeters } from './find-meters.js';
import { MeterListRepository } from './meter-list.repository.js';
import { MeterRepository } from './meter.repository.js';
import { MetersController } from './meters.controller.js';
import { UpdateMeter } from './update-meter.js';

export const meters: Feature = {
  controllers: [MetersController],
  providers: [
    provide(MeterRepository, []),
    provide(CreateMeter, [UnitOfWork, MeterRepository, NetworkNodeRepository, TakeSupply, Outbox, CLOCK]),
    provide(UpdateMeter, [UnitOfWork, MeterRepository, NetworkNodeRepository, TakeSupply, Outbox, CLOCK]),
    provide(FindMeter, [UnitOfWork, MeterRepository, CLOCK]),
    provide(MeterListRepository, []),
    provide(FindMeters, [UnitOfWork, MeterListRepository, MeterRepository, CLOCK]),
  ],
};
