import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';
import { replayedHeader } from './vending-values.js';

/** A week: whoever notices later has used the units. */
const MAX_MINUTES = 10_080;

const tag = 'Reversals';
const staff = { roles: ['operator', 'clerk'] } as const;
const operator = { roles: ['operator'] } as const;
/** Whoever hands out accounts is nobody's second person. */
const decides = { roles: ['operator'], adminExcluded: true } as const;
const ofReversal = z.object({ reversalId: z.uuid() });
const state = z.enum(['awaiting-approval', 'reversed', 'refused']);
const person = z.object({ subject: z.string(), username: z.string() });

/** What a reversal says of itself, whatever it takes back. */
const said = {
  state,
  reason: z.string(),
  requestedBy: person,
  requestedAt: z.iso.datetime(),
  decidedBy: person.optional().describe('absent where one person was enough'),
  decidedAt: z.iso.datetime().optional(),
  refusal: z.string().optional().describe('why it is not to be'),
  receiptNumber: z.string().optional().describe('of the reversal itself: it is in the series of the receipts'),
};

const reversal = z.object({ reversalId: z.uuid(), vendId: z.uuid(), ...said }).meta({ id: 'Reversal' });
export type ReversalAnswer = Wire<typeof reversal>;

const paymentReversal = z
  .object({ reversalId: z.uuid(), paymentId: z.uuid(), ...said })
  .meta({ id: 'AccountPaymentReversal', description: 'that somebody wants a payment of debts taken back, and what became of it' });
export type AccountPaymentReversalAnswer = Wire<typeof paymentReversal>;

const policy = z
  .strictObject({
    mode: z.enum(['never', 'until-delivered', 'within-minutes']).describe('until-delivered: a copy handed out later delivers it too'),
    minutes: z.int().min(1).max(MAX_MINUTES).optional().describe('with within-minutes, since the token was made, or the debts were paid'),
    approval: z.boolean().describe('whether it takes two people'),
  })
  .refine(
    ({ mode, minutes }) => (mode === 'within-minutes') === (minutes !== undefined),
    'minutes belong to within-minutes, which needs them',
  )
  .meta({ id: 'ReversalPolicy' });
export type ReversalPolicyAnswer = Wire<typeof policy>;

const decisionErrors = [
  'vending.reversal_unknown',
  'vending.reversal_decided',
  'vending.staff_required',
  'vending.second_person_required',
] as const;

export const reversalEndpoints = {
  reverseVend: endpoint({
    method: 'POST',
    path: '/v1/vends/:vendId/reversal',
    summary: 'Take a sale back with all that it did; 202 where it needs a second person. Safe to repeat',
    tag,
    access: { roles: ['vendor', 'operator', 'clerk'] },
    params: z.object({ vendId: z.uuid() }),
    body: z.strictObject({ reason }),
    answers: { 201: reversal, 202: reversal },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'vending.vend_not_found',
      'vending.vend_not_completed',
      'vending.vendor_required',
      'vending.reversal_refused',
      'vending.vendor_float_insufficient',
    ],
  }),
  listReversals: endpoint({
    method: 'GET',
    path: '/v1/reversals',
    summary: 'What was reversed, or waits for a second person, newest first',
    tag,
    access: staff,
    query: pageQuery({ state: state.optional(), vendId: z.uuid().optional() }),
    answers: { 200: pageAnswer(reversal) },
    errors: ['vending.staff_required'],
  }),
  approveReversal: endpoint({
    method: 'POST',
    path: '/v1/reversals/:reversalId/approve',
    summary: 'Take the sale back that another person wants taken back',
    tag,
    access: decides,
    params: ofReversal,
    answers: { 200: reversal },
    errors: [...decisionErrors, 'vending.reversal_refused', 'vending.vendor_float_insufficient'],
  }),
  refuseReversal: endpoint({
    method: 'POST',
    path: '/v1/reversals/:reversalId/refuse',
    summary: 'Leave the sale as it is; whoever asked may take it back so',
    tag,
    access: staff,
    params: ofReversal,
    body: z.strictObject({ reason }),
    answers: { 200: reversal },
    errors: decisionErrors,
  }),
  reverseAccountPayment: endpoint({
    method: 'POST',
    path: '/v1/account-payments/:paymentId/reversal',
    summary: 'Take a payment of debts back with all that it did; 202 where it needs a second person. Safe to repeat',
    tag,
    access: { roles: ['vendor', 'operator', 'clerk'] },
    params: z.object({ paymentId: z.uuid() }),
    body: z.strictObject({ reason }),
    answers: { 201: paymentReversal, 202: paymentReversal },
    answerHeaders: z.object(replayedHeader),
    errors: ['vending.account_payment_unknown', 'vending.vendor_required', 'vending.reversal_refused', 'vending.vendor_float_insufficient'],
  }),
  listAccountPaymentReversals: endpoint({
    method: 'GET',
    path: '/v1/account-payment-reversals',
    summary: 'Payments of debts that were taken back, or wait for a second person, newest first',
    tag,
    access: staff,
    query: pageQuery({ state: state.optional(), paymentId: z.uuid().optional() }),
    answers: { 200: pageAnswer(paymentReversal) },
    errors: ['vending.staff_required'],
  }),
  approveAccountPaymentReversal: endpoint({
    method: 'POST',
    path: '/v1/account-payment-reversals/:reversalId/approve',
    summary: 'Take the payment of debts back that another person wants taken back',
    tag,
    access: decides,
    params: ofReversal,
    answers: { 200: paymentReversal },
    errors: [...decisionErrors, 'vending.reversal_refused', 'vending.vendor_float_insufficient'],
  }),
  refuseAccountPaymentReversal: endpoint({
    method: 'POST',
    path: '/v1/account-payment-reversals/:reversalId/refuse',
    summary: 'Leave the payment of debts as it is; whoever asked may take it back so',
    tag,
    access: staff,
    params: ofReversal,
    body: z.strictObject({ reason }),
    answers: { 200: paymentReversal },
    errors: decisionErrors,
  }),
  readReversalPolicy: endpoint({
    method: 'GET',
    path: '/v1/policies/reversals',
    summary: 'Which sales and payments of debts may be taken back, and whether that takes two people',
    tag,
    access: staff,
    answers: { 200: policy },
  }),
  changeReversalPolicy: endpoint({
    method: 'PUT',
    path: '/v1/policies/reversals',
    summary: 'Change which sales and payments of debts may be taken back; whoever lets one person do it still needs a second one',
    tag,
    access: operator,
    body: policy,
    answers: { 200: policy },
    errors: ['vending.staff_required'],
  }),
} as const;
