import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AccountRepository } from '../accounts/account.repository.js';
import { SettleDebts } from '../debts/settle-debts.js';
import { BalanceRepository } from '../ledger/balance.repository.js';
import { JournalRepository } from '../ledger/journal.repository.js';
import { FindPayments } from './find-payments.js';
import { PaymentRepository } from './payment.repository.js';
import { PaymentsController } from './payments.controller.js';
import { TakePayment } from './take-payment.js';

/** What customers pay past the vends. */
export const payments: Feature = {
  controllers: [PaymentsController],
  providers: [
    provide(PaymentRepository, []),
    provide(TakePayment, [UnitOfWork, AccountRepository, PaymentRepository, SettleDebts, BalanceRepository, JournalRepository, CLOCK]),
    provide(FindPayments, [UnitOfWork, AccountRepository, PaymentRepository]),
  ],
};
