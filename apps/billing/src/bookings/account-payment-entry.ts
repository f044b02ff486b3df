import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import type { AccountPaid } from '@openprepay/contracts/vendor-money';
import { negate } from '@openprepay/quantities';
import { balancedLines, type JournalEntry } from '../ledger/journal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';
import { commissionLines, readReceiptNumber } from './vend-entry.js';

type Payment = EventData<typeof AccountPaid>;

/** What a payment of debts at a vendor is booked under, once. */
export const accountPaymentReference = ({ paymentId }: Pick<Payment, 'paymentId'>): string => `account-payment:${paymentId}`;

/** Money out of the vendor's float, and the customer owes as much less; and the vendor's commission. */
export const accountPaymentEntry = (payment: Payment, entryId: string): JournalEntry => ({
  id: entryId,
  reference: accountPaymentReference(payment),
  currency: payment.currency,
  accountNumber: payment.accountNumber,
  ...present({ receiptNumber: readReceiptNumber(payment.receiptNumber) }),
  lines: balancedLines(
    [
      { account: ledgerAccounts.vendorFloat(payment.vendorId), amountMinor: payment.amountMinor },
      ...payment.debts.map(({ amountMinor }) => ({
        account: ledgerAccounts.customer(payment.accountNumber),
        amountMinor: negate(amountMinor),
      })),
      ...commissionLines(payment),
    ],
    payment.currency,
  ),
  at: payment.paidAt,
});
