import { Module } from '@nestjs/common';
import { Outbox } from '@openprepay/messaging/outbox';
import { Notifications } from '@openprepay/persistence/notifications';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { parkedMessages } from '@openprepay/runtime/parked-messages';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { AccountRepository } from './accounts/account.repository.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { ChangeAccountTariff } from './accounts/change-account-tariff.js';
import { FindAccount } from './accounts/find-account.js';
import { FindAccounts } from './accounts/find-accounts.js';
import { OpenAccount } from './accounts/open-account.js';
import { BILLING_CONFIG } from './billing.config.js';
import { ChargeDebt } from './debts/charge-debt.js';
import { DebtRepository } from './debts/debt.repository.js';
import { DebtsController } from './debts/debts.controller.js';
import { FindDebts } from './debts/find-debts.js';
import { bookVendorDeposits } from './ledger/deposits.consumer.js';
import { FindJournalEntries } from './ledger/find-journal-entries.js';
import { JournalRepository } from './ledger/journal.repository.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { ReadLedger } from './ledger/read-ledger.js';
import { ReadTrialBalance } from './ledger/read-trial-balance.js';
import { bookCompletedVends } from './ledger/vends.consumer.js';
import { AwaitPricingApplied } from './pricing/await-pricing-applied.js';
import { notePricingApplied } from './pricing/pricing-applied.consumer.js';
import { ChangeDefaultTariff } from './tariffs/change-default-tariff.js';
import { FindTariffs } from './tariffs/find-tariffs.js';
import { PublishTariff } from './tariffs/publish-tariff.js';
import { TariffRepository } from './tariffs/tariff.repository.js';
import { TariffsController } from './tariffs/tariffs.controller.js';

/** The books: every class of this service is named here, once. */
@Module({
  controllers: [AccountsController, DebtsController, LedgerController, ...parkedMessages.controllers, TariffsController],
  providers: [
    ...parkedMessages.providers,
    provide(AccountRepository, []),
    provide(DebtRepository, []),
    provide(JournalRepository, []),
    provide(TariffRepository, []),
    provide(PublishTariff, [UnitOfWork, TariffRepository, Outbox, CLOCK]),
    provide(ChangeDefaultTariff, [UnitOfWork, TariffRepository, Outbox, CLOCK]),
    provide(OpenAccount, [UnitOfWork, AccountRepository, TariffRepository, Outbox, CLOCK]),
    provide(ChangeAccountTariff, [UnitOfWork, AccountRepository, TariffRepository, DebtRepository, Outbox, CLOCK]),
    provide(ChargeDebt, [UnitOfWork, AccountRepository, DebtRepository, JournalRepository, Outbox, CLOCK]),
    provide(FindAccount, [UnitOfWork, AccountRepository]),
    provide(FindAccounts, [UnitOfWork, AccountRepository]),
    provide(FindDebts, [UnitOfWork, AccountRepository, DebtRepository]),
    provide(FindTariffs, [UnitOfWork, TariffRepository]),
    provide(ReadLedger, [UnitOfWork, AccountRepository, JournalRepository]),
    provide(FindJournalEntries, [UnitOfWork, JournalRepository]),
    provide(ReadTrialBalance, [UnitOfWork, JournalRepository]),
    provide(AwaitPricingApplied, [UnitOfWork, AccountRepository, Notifications, BILLING_CONFIG]),
    consumers([JournalRepository, DebtRepository, CLOCK], (journal, debts, clock) => [bookCompletedVends(journal, debts, clock)]),
    consumers([JournalRepository, CLOCK], (journal, clock) => [bookVendorDeposits(journal, clock)]),
    consumers([AccountRepository], (accounts) => [notePricingApplied(accounts)]),
  ],
})
export class BillingModule {}
