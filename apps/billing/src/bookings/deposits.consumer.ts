import { VendorDeposited } from '@openprepay/contracts/vending';
import { AccountPaid, AccountPaymentReversed, VendorWithdrew } from '@openprepay/contracts/vendor-money';
import { consumeBatch, type ConsumerDefinition } from '@openprepay/messaging/consume';
import type { BookAccountPayments } from './book-account-payments.js';
import type { BookDeposits } from './book-deposits.js';
import type { BookPaymentReversals } from './book-payment-reversals.js';
import type { BookWithdrawals } from './book-withdrawals.js';

// Bookings commute, and the reference of an entry is taken once.
const options = { group: 'billing.book-deposits', order: 'none', deduplication: 'natural-key', money: true } as const;

export const depositsConsumers = (bookDeposits: BookDeposits, bookWithdrawals: BookWithdrawals): readonly ConsumerDefinition[] => [
  consumeBatch(VendorDeposited, options, (events, tx) =>
    bookDeposits.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
  consumeBatch(VendorWithdrew, options, (events, tx) =>
    bookWithdrawals.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
];

/** Of the same group: what came in at vendors for debts, and what of it was given back. */
export const accountPaymentsConsumers = (
  bookAccountPayments: BookAccountPayments,
  bookPaymentReversals: BookPaymentReversals,
): readonly ConsumerDefinition[] => [
  consumeBatch(AccountPaid, options, (events, tx) =>
    bookAccountPayments.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
  consumeBatch(AccountPaymentReversed, options, (events, tx) =>
    bookPaymentReversals.execute(
      tx,
      events.map(({ data }) => data),
    ),
  ),
];
