import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import type { AccountPaymentReversed } from '@openprepay/contracts/vendor-money';
import { accountPaidEvent } from '../account-payments/account-paid.js';
import type { AccountPayment, PaymentReversed } from '../account-payments/account-payment.js';
import type { ReversedBecause } from '../settling/vend-events.js';

/** What undoes a payment of debts, with all of it: it can be booked whichever of the two comes first. */
export const paymentReversedEvent = (
  payment: AccountPayment,
  { reversalId, receiptNumber, at }: PaymentReversed,
  because: ReversedBecause,
): EventData<typeof AccountPaymentReversed> => ({
  ...{ reversalId, receiptNumber, reversedAt: at },
  ...present(because),
  payment: accountPaidEvent(payment),
});
