import { negate } from '@openprepay/quantities';
import { balancedLines, type JournalEntry } from '../ledger/journal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';
import { type Payment, paymentReference } from './payment.js';

type BookedPayment = Pick<Payment, 'id' | 'accountNumber' | 'amountMinor' | 'currency' | 'paymentMethod' | 'paidAt'>;

/** Money at the cash desk or in the bank, and the customer owes as much less. */
export const paymentEntry = (payment: BookedPayment, entryId: string): JournalEntry => ({
  id: entryId,
  reference: paymentReference(payment),
  currency: payment.currency,
  accountNumber: payment.accountNumber,
  lines: balancedLines(
    [
      {
        account: payment.paymentMethod === undefined ? ledgerAccounts.bank() : ledgerAccounts.cashDesk(payment.paymentMethod),
        amountMinor: payment.amountMinor,
      },
      { account: ledgerAccounts.customer(payment.accountNumber), amountMinor: negate(payment.amountMinor) },
    ],
    payment.currency,
  ),
  at: payment.paidAt,
});
