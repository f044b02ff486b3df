import type { DebtAnswer } from '@openprepay/contracts/http/billing';
import { formatMoney } from '@openprepay/quantities';
import { type Debt, outstandingMinor } from './debt.js';

export const debtToApi = (debt: Debt): DebtAnswer => ({
  debtId: debt.id,
  code: debt.code,
  currency: debt.currency,
  charged: formatMoney(debt.chargedMinor, debt.currency),
  outstanding: formatMoney(outstandingMinor(debt), debt.currency),
  recovery: 'share' in debt.recovery ? debt.recovery : { amount: formatMoney(debt.recovery.amountMinor, debt.currency) },
  incurredAt: debt.incurredAt.toISOString(),
});
