import { z } from 'zod';
import { accountNumber, currency, decimalText } from '../wire.js';
import { endpoint, refusedAs, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { replayedHeader } from './vending-values.js';
import { oneLine } from './text.js';

const MIN_IDEMPOTENCY_KEY_LENGTH = 8;
const MAX_IDEMPOTENCY_KEY_LENGTH = 128;
/** Longest reference of a payment, as banks and counters write them. */
const MAX_REFERENCE_LENGTH = 100;
const PRINTABLE_ASCII = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const tag = 'Payments';
const ofAccount = z.object({ accountNumber });

export const idempotencyKey = refusedAs(
  z
    .string()
    .min(MIN_IDEMPOTENCY_KEY_LENGTH)
    .max(MAX_IDEMPOTENCY_KEY_LENGTH)
    .regex(PRINTABLE_ASCII, 'printable ASCII, no space at the ends')
    .describe('a UUID best, one per payment or correction: the same key of the same user again is the same one'),
  { missing: 'billing.idempotency_key_required', invalid: 'billing.idempotency_key_invalid' },
);

const paymentMethod = z.enum(['cash', 'card', 'eft', 'mobile-money', 'voucher', 'cheque']);
export type AccountPaymentMethod = z.output<typeof paymentMethod>;

const payment = z
  .object({
    paymentId: z.uuid(),
    accountNumber,
    amount: z.string(),
    currency,
    reference: z.string(),
    paymentMethod: paymentMethod.optional().describe('taken at a cash desk in this way; absent: it came into the bank'),
    applied: z
      .array(z.object({ debt: z.uuid(), code: z.string(), amount: z.string() }))
      .describe('the debts that it paid, in the order of recovery'),
    credited: z.string().describe('what no debt was there for: it pays the next one'),
    balance: z.string().describe('what the customer owed once it was booked; credit below zero'),
    takenBy: z.string(),
    paidAt: z.iso.datetime(),
  })
  .meta({ id: 'AccountPayment' });
export type PaymentAnswer = Wire<typeof payment>;

export const paymentErrors = {
  'billing.currency_mismatch': 422,
  'billing.idempotency_key_required': 400,
  'billing.idempotency_key_invalid': 400,
  'billing.idempotency_key_reused': 422,
  'billing.payment_reference_reused': 409,
} as const;

export const paymentEndpoints = {
  payAccount: endpoint({
    method: 'POST',
    path: '/v1/accounts/:accountNumber/payments',
    summary: 'Take a payment: it pays the account’s debts in the order of recovery, the rest is credit',
    tag,
    access: { roles: ['clerk'] },
    params: ofAccount,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: z.strictObject({
      amount: decimalText,
      currency,
      reference: oneLine(MAX_REFERENCE_LENGTH).describe(
        'of the bank or the counter, once in the utility; letter case, spaces and kinds of dashes make no other',
      ),
      paymentMethod: paymentMethod.optional().describe('absent: it came into the bank'),
    }),
    answers: { 201: payment },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'billing.account_unknown',
      'billing.amount_invalid',
      'billing.currency_mismatch',
      'billing.idempotency_key_required',
      'billing.idempotency_key_invalid',
      'billing.idempotency_key_reused',
      'billing.payment_reference_reused',
    ],
  }),
  listPayments: endpoint({
    method: 'GET',
    path: '/v1/accounts/:accountNumber/payments',
    summary: 'List an account’s payments, the newest first',
    tag,
    access: { roles: ['clerk', 'operator'] },
    params: ofAccount,
    query: pageQuery({}),
    answers: { 200: pageAnswer(payment) },
    errors: ['billing.account_unknown'],
  }),
} as const;
