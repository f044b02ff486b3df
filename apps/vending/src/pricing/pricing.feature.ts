import { Outbox } from '@openprepay/messaging/outbox';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { AccountPricingRepository } from './account-pricing.repository.js';
import { CompiledTariffs } from './compiled-tariffs.js';
import { DebtRepository } from './debt.repository.js';
import { DefaultTariffRepository } from './default-tariff.repository.js';
import { HeartbeatRepository } from './heartbeat.repository.js';
import { heartbeatConsumers, pricingConsumers } from './pricing.consumer.js';
import { StoreAccountPricing } from './store-account-pricing.js';
import { StoreDefaultTariff } from './store-default-tariff.js';
import { StoreHeartbeat } from './store-heartbeat.js';
import { StoreTariff } from './store-tariff.js';
import { TariffVersionRepository } from './tariff-version.repository.js';

/** The copy of billing's pricing, and what a tender buys by it. */
export const pricing: Feature = {
  providers: [
    provide(TariffVersionRepository, []),
    provide(DefaultTariffRepository, []),
    provide(AccountPricingRepository, []),
    provide(DebtRepository, []),
    provide(CompiledTariffs, [TariffVersionRepository]),
    provide(HeartbeatRepository, []),
    provide(StoreTariff, [TariffVersionRepository, Outbox, CLOCK]),
    provide(StoreHeartbeat, [HeartbeatRepository, TariffVersionRepository, Outbox, CLOCK]),
    provide(StoreDefaultTariff, [DefaultTariffRepository]),
    provide(StoreAccountPricing, [AccountPricingRepository, DebtRepository, Outbox, CLOCK]),
    consumers([StoreTariff, StoreDefaultTariff, StoreAccountPricing], pricingConsumers),
    consumers([StoreHeartbeat], heartbeatConsumers),
  ],
};
