import type { EventData } from '@openprepay/contracts/event';
import type { AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import type { JournalEntry } from '../ledger/journal-entry.js';
import { accountPaymentEntry } from './account-payment-entry.js';
import { turnedEntry } from './turned-entry.js';

type Reversal = EventData<typeof AccountPaymentReversed>;

/** What the reversal of a payment of debts is booked under, once per payment. */
export const paymentReversalReference = ({ payment: { paymentId } }: Pick<Reversal, 'payment'>): string =>
  `account-payment-reversal:${paymentId}`;

/** The payment's entry with every side turned. */
export const paymentReversalEntry = (reversal: Reversal, entryId: string): JournalEntry =>
  turnedEntry(accountPaymentEntry(reversal.payment, entryId), {
    reference: paymentReversalReference(reversal),
    receiptNumber: reversal.receiptNumber,
    at: reversal.reversedAt,
  });
