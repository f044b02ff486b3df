import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { limits } from '../telemetry-limits.js';
import { CountDeliveries } from './count-deliveries.js';
import { CountMessages } from './count-messages.js';
import { CountRepository } from './count.repository.js';
import { FindFleet } from './find-fleet.js';
import { FindMeters } from './find-meters.js';
import { FleetController } from './fleet.controller.js';
import { FoldCounts } from './fold-counts.js';
import { ListedMeterRepository } from './listed-meter.repository.js';

const { messagesEveryMs, foldEveryMs } = limits.fleet;

export const fleet: Feature = {
  controllers: [FleetController],
  providers: [
    provide(CountRepository, []),
    provide(ListedMeterRepository, []),
    provide(FindFleet, [UnitOfWork, CountRepository, CLOCK]),
    provide(FindMeters, [UnitOfWork, ListedMeterRepository]),
    provide(CountDeliveries, [UnitOfWork, CountRepository, CLOCK]),
    provide(CountMessages, [UnitOfWork, CountRepository]),
    provide(FoldCounts, [UnitOfWork, CountRepository]),
    repeating([CountMessages], { name: 'message counts', everyMs: messagesEveryMs }, (count) => count.execute()),
    repeating([FoldCounts], { name: 'fleet counts', everyMs: foldEveryMs }, (fold) => fold.execute()),
  ],
};
