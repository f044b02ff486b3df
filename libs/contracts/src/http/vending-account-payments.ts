import { z } from 'zod';
import { accountNumber, currency, meterNumber, shortCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { amountText, replayedHeader, writtenAmount } from './vending-values.js';
import { receiptIssuer } from './vending-receipts.js';
import { idempotencyKey, paymentMethod, printedReceipt } from './vending-vends.js';

const tag = 'Account payments';

const accountPayment = z
  .object({
    paymentId: z.uuid(),
    receiptNumber: z.string().describe('in the series of the vends’'),
    vendorId: z.uuid(),
    takenBy: z.string(),
    accountNumber,
    meterNumber: meterNumber.optional().describe('by which the account was named'),
    amount: amountText,
    currency,
    paymentMethod,
    debts: z
      .array(z.object({ debt: z.uuid(), code: shortCode, amount: amountText, left: amountText.describe('of the debt, once it was paid') }))
      .describe('what it paid, in the order of recovery; they add up to the amount'),
    code: shortCode.optional().describe('debts of this code alone were meant'),
    paidAt: z.iso.datetime(),
    reversal: z
      .object({ reversalId: z.uuid(), receiptNumber: z.string(), at: z.iso.datetime() })
      .optional()
      .describe('of one that was taken back'),
  })
  .meta({ id: 'VendorAccountPayment', description: 'debts that a customer paid at a vendor, without buying units' });
export type AccountPaymentAnswer = Wire<typeof accountPayment>;

const accountPaymentReceipt = accountPayment
  .extend({
    issuer: receiptIssuer.optional().describe('whose it is, as it was said when it was paid'),
    vendorTaxNumber: z.string().optional().describe('of the vendor that has taken it, as it was said then'),
    sandbox: z.literal(true).optional().describe('nothing of it is anybody’s money'),
    copy: z.int().optional().describe('how often it was handed out again'),
  })
  .meta({ id: 'VendorAccountPaymentReceipt' });
export type AccountPaymentReceiptAnswer = Wire<typeof accountPaymentReceipt>;

export const accountPaymentErrors = { 'vending.payment_exceeds_debt': 409, 'vending.account_payment_unknown': 404 } as const;

const ofPayment = z.object({ paymentId: z.uuid() });
const whoSees = { roles: ['vendor', 'operator', 'clerk'] } as const;

export const accountPaymentEndpoints = {
  takeAccountPayment: endpoint({
    method: 'POST',
    path: '/v1/account-payments',
    summary: 'Take a payment of an account’s debts, out of the vendor’s float: the first in the order of recovery first, and whole',
    tag,
    access: { roles: ['vendor'] },
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: z.strictObject({
      accountNumber,
      amount: writtenAmount,
      currency,
      paymentMethod,
      code: shortCode.optional().describe('pays debts of this code alone, such as a fee for the connection'),
    }),
    answers: { 201: accountPayment },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'vending.payment_exceeds_debt',
      'vending.amount_invalid',
      'vending.currency_mismatch',
      'vending.vendor_required',
      'vending.vendor_unknown',
      'vending.vendor_float_insufficient',
      'vending.seller_busy',
      'vending.idempotency_key_required',
      'vending.idempotency_key_invalid',
      'vending.idempotency_key_reused',
      'vending.idempotency_key_closed',
      'vending.idempotency_key_expired',
    ],
  }),
  listAccountPayments: endpoint({
    method: 'GET',
    path: '/v1/account-payments',
    summary: 'Payments of debts that vendors have taken, newest first; a vendor’s user sees its own',
    tag,
    access: whoSees,
    query: pageQuery({ accountNumber: accountNumber.optional(), vendorId: z.uuid().optional() }),
    answers: { 200: pageAnswer(accountPayment) },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours'],
  }),
  readAccountPaymentReceipt: endpoint({
    method: 'GET',
    path: '/v1/account-payments/:paymentId/receipt',
    summary: 'The receipt of a payment of debts: 42 columns of text, or by `accept` JSON or a PDF',
    tag,
    access: whoSees,
    params: ofPayment,
    ...printedReceipt,
    answers: { 200: 'text/plain' },
    alsoAnswers: { 'application/json': accountPaymentReceipt, 'application/pdf': true },
    errors: ['vending.account_payment_unknown', 'vending.vendor_required'],
  }),
  reprintAccountPayment: endpoint({
    method: 'POST',
    path: '/v1/account-payments/:paymentId/reprint',
    summary: 'The receipt once more; nothing is paid, and it is counted',
    tag,
    access: whoSees,
    params: ofPayment,
    answers: { 200: accountPaymentReceipt },
    errors: ['vending.account_payment_unknown', 'vending.vendor_required'],
  }),
} as const;
