import type { AccountPaymentAnswer } from '@openprepay/contracts/http/vending-account-payments';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import type { AccountPayment } from './account-payment.js';

export const accountPaymentToApi = ({ currency, ...payment }: AccountPayment): AccountPaymentAnswer => ({
  paymentId: payment.paymentId,
  receiptNumber: payment.receiptNumber,
  vendorId: payment.vendorId,
  takenBy: payment.takenBy,
  accountNumber: payment.accountNumber,
  ...present({ meterNumber: payment.meterNumber, code: payment.code }),
  amount: formatMoney(payment.amountMinor, currency),
  currency,
  paymentMethod: payment.paymentMethod,
  debts: payment.debts.map(({ debtId, code, amountMinor, leftMinor }) => ({
    debt: debtId,
    code,
    amount: formatMoney(amountMinor, currency),
    left: formatMoney(leftMinor, currency),
  })),
  paidAt: payment.paidAt.toISOString(),
  ...(payment.reversal && { reversal: { ...payment.reversal, at: payment.reversal.at.toISOString() } }),
});
