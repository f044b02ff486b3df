import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { ChangeDefaultTariff } from './change-default-tariff.js';
import { FindTariffs } from './find-tariffs.js';
import { PublishTariff } from './publish-tariff.js';
import { TariffRepository } from './tariff.repository.js';
import { TariffsController } from './tariffs.controller.js';

/** Tariffs and their versions, and the default of each commodity. */
export const tariffs: Feature = {
  controllers: [TariffsController],
  providers: [
    provide(TariffRepository, []),
    provide(PublishTariff, [UnitOfWork, TariffRepository, Outbox, CLOCK]),
    provide(ChangeDefaultTariff, [UnitOfWork, TariffRepository, Outbox, CLOCK]),
    provide(FindTariffs, [UnitOfWork, TariffRepository]),
  ],
};
