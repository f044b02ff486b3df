import { z } from 'zod';
import { currency } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { oneLine, reason } from './text.js';
import { vendorChange } from './vending-floats.js';
import { amountText, replayedHeader, writtenAmount } from './vending-values.js';
import { ofVendor } from './vending-vendors.js';
import { idempotencyKey } from './vending-vends.js';

const MAX_REFERENCE_LENGTH = 100;

const paidBack = z
  .object({
    withdrawalId: z.uuid(),
    vendorId: z.uuid(),
    amount: amountText,
    currency,
    reference: z.string().optional(),
    reason: z.string().optional(),
    withdrawnAt: z.iso.datetime(),
    withdrawnBy: z.string(),
    approvedBy: z.string().optional().describe('the second person, where it took two'),
  })
  .meta({ id: 'PaidBack', description: 'money of a float that was paid back to its vendor' });
export type PaidBackAnswer = Wire<typeof paidBack>;

const withdrawal = paidBack
  .extend({ floatBalance: amountText.describe('what is left in the float') })
  .meta({ id: 'Withdrawal', description: 'money of a float that was paid back to its vendor, and what that left' });
export type WithdrawalAnswer = Wire<typeof withdrawal>;

export const withdrawalEndpoints = {
  withdrawFloat: endpoint({
    method: 'POST',
    path: '/v1/vendors/:vendorId/withdrawals',
    summary: 'Pay money of a float back to its vendor, never more than is held; 202 where it needs a second person',
    tag: 'Vendors',
    access: { roles: ['operator', 'clerk'] },
    params: ofVendor,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: z.strictObject({
      amount: writtenAmount,
      currency,
      reference: oneLine(MAX_REFERENCE_LENGTH).optional().describe('of the transfer to the vendor'),
      reason: reason.optional(),
    }),
    answers: { 201: withdrawal, 202: vendorChange },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'vending.vendor_unknown',
      'vending.currency_mismatch',
      'vending.amount_invalid',
      'vending.withdrawal_exceeds_float',
      'vending.idempotency_key_required',
      'vending.idempotency_key_invalid',
      'vending.idempotency_key_reused',
      'vending.staff_required',
    ],
  }),
  listWithdrawals: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/withdrawals',
    summary: 'What was paid back to a vendor, newest first; a vendor’s user sees its own',
    tag: 'Vendors',
    access: { roles: ['operator', 'clerk', 'vendor'] },
    params: ofVendor,
    query: pageQuery({}),
    answers: { 200: pageAnswer(paidBack) },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'],
  }),
} as const;
