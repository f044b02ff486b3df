import type { AccountPaymentReceiptAnswer } from '@openprepay/contracts/http/vending-account-payments';
import { present } from '@openprepay/contracts/present';
import type { Printable } from '../receipts/printed.js';
import { headLines, pair, RULE, type SlipLine, text, warning } from '../receipts/slip.js';
import type { ReceiptIssuer } from '../receipts/receipt-issuer.js';
import { accountPaymentToApi } from './account-payment-api.js';
import type { AccountPayment } from './account-payment.js';

/** A payment, and what its receipt says beside it. */
export interface ReceiptedPayment {
  readonly payment: AccountPayment;
  /** As it was said when it was paid. */
  readonly issuer: ReceiptIssuer | undefined;
  /** Its vendor's, as it was said then. */
  readonly vendorTaxNumber: string | undefined;
  /** How often its receipt was handed out again. */
  readonly copies: number;
  /** Nothing of it is anybody's money. */
  readonly sandbox: boolean;
}

export const paymentReceiptToApi = ({
  payment,
  issuer,
  vendorTaxNumber,
  copies,
  sandbox,
}: ReceiptedPayment): AccountPaymentReceiptAnswer => ({
  ...(sandbox ? { sandbox: true as const } : {}),
  ...(issuer && { issuer: present({ name: issuer.name, taxNumber: issuer.taxNumber }) }),
  ...present({ vendorTaxNumber }),
  ...accountPaymentToApi(payment),
  ...(copies > 0 ? { copy: copies } : {}),
});

export function printablePayment(receipted: ReceiptedPayment): Printable {
  const receipt = paymentReceiptToApi(receipted);
  return { receipt, receiptNumber: receipt.receiptNumber, lines: linesOf(receipt), at: receipted.payment.paidAt };
}

/** The receipt as the lines of a slip: what was paid of which debt, and what is still owed of it. */
function linesOf(receipt: AccountPaymentReceiptAnswer): readonly SlipLine[] {
  const { copy, meterNumber, amount, currency, paymentMethod, reversal } = receipt;
  return [
    ...headLines(receipt),
    { kind: 'title', text: `RECEIPT ${receipt.receiptNumber}` },
    ...(copy === undefined ? [] : warning(`COPY ${copy}: it was paid once`)),
    ...(reversal === undefined ? [] : warning(`TAKEN BACK by receipt ${reversal.receiptNumber}`)),
    ...text(receipt.paidAt),
    RULE,
    ...pair('Account', receipt.accountNumber),
    ...(meterNumber === undefined ? [] : pair('Meter', meterNumber)),
    ...pair('Paid', `${amount} ${currency} ${paymentMethod}`),
    RULE,
    ...receipt.debts.flatMap((debt) => [...pair(debt.code, debt.amount), ...pair('  still owed', debt.left)]),
    ...pair('Total', `${amount} ${currency}`),
    RULE,
    ...text(`Payment ${receipt.paymentId}`),
  ];
}
