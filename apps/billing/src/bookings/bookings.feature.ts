import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, consumers, provide } from '@openprepay/runtime/service';
import { AccountRepository } from '../accounts/account.repository.js';
import { DebtRepository } from '../debts/debt.repository.js';
import { ReturnSettlements } from '../debts/return-settlements.js';
import { SettleDebts } from '../debts/settle-debts.js';
import { JournalRepository } from '../ledger/journal.repository.js';
import { BookAccountPayments } from './book-account-payments.js';
import { BookDeposits } from './book-deposits.js';
import { BookPaymentReversals } from './book-payment-reversals.js';
import { BookReversals } from './book-reversals.js';
import { BookVends } from './book-vends.js';
import { BookWithdrawals } from './book-withdrawals.js';
import { accountPaymentsConsumers, depositsConsumers } from './deposits.consumer.js';
import { OweAgain } from './owe-again.js';
import { vendsConsumers } from './vends.consumer.js';

/** The money that vending tells of, booked: vends, what vendors paid in, what was paid back to them, and what customers paid at them. */
export const bookings: Feature = {
  providers: [
    provide(OweAgain, [AccountRepository, DebtRepository, SettleDebts]),
    provide(BookVends, [JournalRepository, DebtRepository, ReturnSettlements, CLOCK]),
    provide(BookReversals, [JournalRepository, OweAgain, CLOCK]),
    provide(BookDeposits, [JournalRepository, CLOCK]),
    provide(BookWithdrawals, [JournalRepository, CLOCK]),
    provide(BookAccountPayments, [JournalRepository, DebtRepository, ReturnSettlements, CLOCK]),
    provide(BookPaymentReversals, [JournalRepository, OweAgain, CLOCK]),
    consumers([BookVends, BookReversals], vendsConsumers),
    consumers([BookDeposits, BookWithdrawals], depositsConsumers),
    consumers([BookAccountPayments, BookPaymentReversals], accountPaymentsConsumers),
  ],
};
