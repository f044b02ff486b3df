import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AccountRepository } from '../accounts/account.repository.js';
import { PublishAccountPricing } from '../accounts/publish-account-pricing.js';
import { DebtRepository } from '../debts/debt.repository.js';
import { TariffRepository } from '../tariffs/tariff.repository.js';
import { AccountTariffsController } from './account-tariffs.controller.js';
import { ChangeAccountTariff } from './change-account-tariff.js';

/** Puts accounts on other tariffs. Above accounts and debts, as vending is told an account's pricing whole: its debts too. */
export const accountTariffs: Feature = {
  controllers: [AccountTariffsController],
  providers: [
    provide(ChangeAccountTariff, [UnitOfWork, AccountRepository, TariffRepository, DebtRepository, PublishAccountPricing, CLOCK]),
  ],
};
