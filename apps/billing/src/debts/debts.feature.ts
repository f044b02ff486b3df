import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AccountRepository } from '../accounts/account.repository.js';
import { PublishAccountPricing } from '../accounts/publish-account-pricing.js';
import { JournalRepository } from '../ledger/journal.repository.js';
import { ChargeDebt } from './charge-debt.js';
import { DebtRepository } from './debt.repository.js';
import { DebtsController } from './debts.controller.js';
import { FindDebts } from './find-debts.js';
import { ReturnSettlements } from './return-settlements.js';
import { SettleDebts } from './settle-debts.js';

/** What customers owe besides, to be recovered from their vends. */
export const debts: Feature = {
  controllers: [DebtsController],
  providers: [
    provide(DebtRepository, []),
    provide(SettleDebts, [AccountRepository, DebtRepository, PublishAccountPricing, CLOCK]),
    provide(ReturnSettlements, [AccountRepository, DebtRepository, SettleDebts, CLOCK]),
    provide(ChargeDebt, [UnitOfWork, AccountRepository, DebtRepository, JournalRepository, SettleDebts, CLOCK]),
    provide(FindDebts, [UnitOfWork, AccountRepository, DebtRepository]),
  ],
};
