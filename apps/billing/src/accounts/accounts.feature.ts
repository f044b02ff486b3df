import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide, provideBy, token } from '@openprepay/runtime/service';
import { BILLING_CONFIG } from '../billing.config.js';
import { NoteTariffApplied } from '../tariffs/note-tariff-applied.js';
import { TariffRepository } from '../tariffs/tariff.repository.js';
import { AccountRepository } from './account.repository.js';
import { AccountsController } from './accounts.controller.js';
import { AwaitPricingApplied, type PricingSettings } from './await-pricing-applied.js';
import { FindAccount } from './find-account.js';
import { FindAccounts } from './find-accounts.js';
import { NotePricingApplied } from './note-pricing-applied.js';
import { OpenAccount } from './open-account.js';
import { pricingAppliedConsumers } from './pricing-applied.consumer.js';
import { PublishAccountPricing } from './publish-account-pricing.js';

const PRICING = token<PricingSettings>('pricing settings');

/** Customers' accounts, and that vending knows what their vends are priced by. */
export const accounts: Feature = {
  controllers: [AccountsController],
  providers: [
    provideBy(PRICING, [BILLING_CONFIG], (config) => ({ appliedWaitMs: config.PRICING_ACK_WAIT_MS })),
    provide(AccountRepository, []),
    provide(PublishAccountPricing, [Outbox]),
    provide(OpenAccount, [UnitOfWork, AccountRepository, TariffRepository, PublishAccountPricing, CLOCK]),
    provide(FindAccount, [UnitOfWork, AccountRepository]),
    provide(FindAccounts, [UnitOfWork, AccountRepository]),
    provide(AwaitPricingApplied, [UnitOfWork, AccountRepository, Notifications, PRICING]),
    provide(NotePricingApplied, [AccountRepository]),
    consumers([NotePricingApplied, NoteTariffApplied], pricingAppliedConsumers),
  ],
};
