import type { PaymentAnswer } from '@openprepay/contracts/http/billing-payments';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import type { Payment } from './payment.js';

export const paymentToApi = ({ currency, ...payment }: Payment): PaymentAnswer =>
  present({
    paymentId: payment.id,
    accountNumber: payment.accountNumber,
    amount: formatMoney(payment.amountMinor, currency),
    currency,
    reference: payment.reference,
    paymentMethod: payment.paymentMethod,
    applied: payment.applied.map(({ debtId, code, amountMinor }) => ({ debt: debtId, code, amount: formatMoney(amountMinor, currency) })),
    credited: formatMoney(payment.creditedMinor, currency),
    balance: formatMoney(payment.balanceMinor, currency),
    takenBy: payment.takenBy,
    paidAt: payment.paidAt.toISOString(),
  });
