import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { BILLING_CONFIG } from '../billing.config.js';
import { CalendarRepository } from '../calendar/calendar.repository.js';
import { AwaitTariffApplied } from './await-tariff-applied.js';
import { ChangeDefaultTariff } from './change-default-tariff.js';
import { FindTariffs } from './find-tariffs.js';
import { NoteTariffApplied } from './note-tariff-applied.js';
import { PublishTariff } from './publish-tariff.js';
import type { TariffSettings } from './tariff-settings.js';
import { TariffRepository } from './tariff.repository.js';
import { TariffsController } from './tariffs.controller.js';

const TARIFFS = token<TariffSettings>('tariff settings');

/** Tariffs and their versions, and the default of each commodity. */
export const tariffs: Feature = {
  controllers: [TariffsController],
  providers: [
    provide(TariffRepository, []),
    provideBy(TARIFFS, [BILLING_CONFIG], (config) => ({
      leadMs: config.TARIFF_LEAD_MINUTES * 60_000,
      appliedWaitMs: config.PRICING_ACK_WAIT_MS,
    })),
    provide(PublishTariff, [UnitOfWork, TariffRepository, CalendarRepository, Outbox, TARIFFS, CLOCK]),
    provide(NoteTariffApplied, [TariffRepository]),
    provide(AwaitTariffApplied, [UnitOfWork, TariffRepository, Notifications, TARIFFS, CLOCK]),
    provide(ChangeDefaultTariff, [UnitOfWork, TariffRepository, Outbox, CLOCK]),
    provide(FindTariffs, [UnitOfWork, TariffRepository]),
  ],
};
