import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import type { AccountPaid } from '@openprepay/contracts/vendor-money';
import type { AccountPayment } from './account-payment.js';

/** What the books must know of a payment, and vending itself should it lose it. */
export const accountPaidEvent = ({
  debts,
  commission,
  meterNumber,
  code,
  reversal: _reversal,
  ...payment
}: AccountPayment): EventData<typeof AccountPaid> => ({
  ...payment,
  ...present({ meterNumber, code }),
  debts: debts.map((debt) => ({ ...debt })),
  ...(commission && { commission: { version: commission.version, parts: commission.parts.map((part) => ({ ...part })) } }),
});
