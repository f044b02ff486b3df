import { z } from 'zod';
import { currency, signedDecimalText } from '../wire.js';
import { idempotencyKey } from './billing-payments.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { oneLine, reason } from './text.js';
import { replayedHeader } from './vending-values.js';

const tag = 'Corrections';
const whoSees = { roles: ['clerk', 'operator'] } as const;
/** Administrators hand out roles: they ask, and others decide. */
const whoDecides = { roles: ['clerk', 'operator'], adminExcluded: true } as const;
const ofCorrection = z.object({ correctionId: z.uuid() });

/** Lines of one correction. */
const MAX_LINES = 50;
const MAX_ACCOUNT_LENGTH = 80;
const MAX_REFERENCE_LENGTH = 200;

const state = z.enum(['awaiting-approval', 'booked', 'refused']);
export type CorrectionState = z.output<typeof state>;

const person = z.object({ subject: z.string(), username: z.string() });

const correction = z
  .object({
    correctionId: z.uuid(),
    state,
    currency,
    lines: z.array(z.object({ account: z.string(), amount: z.string().describe('debits above zero, credits below') })),
    reason: z.string(),
    corrects: z.string().optional().describe('the reference of the entry that was wrong; it stays as it is'),
    reference: z.string().describe('what its own entry is booked under'),
    requestedBy: person,
    requestedAt: z.iso.datetime(),
    decidedBy: person.optional(),
    decidedAt: z.iso.datetime().optional(),
    refusal: z.string().optional().describe('why it was refused'),
  })
  .meta({ id: 'JournalCorrection', description: 'an entry that one person has asked for, and another one decides on' });
export type CorrectionAnswer = Wire<typeof correction>;

export const correctionErrors = {
  'billing.account_not_correctable': 422,
  'billing.ledger_account_unknown': 422,
  'billing.entry_unknown': 404,
  'billing.correction_unknown': 404,
  'billing.correction_decided': 409,
  'billing.entry_corrected': 409,
  'billing.second_person_required': 403,
} as const;

export const correctionEndpoints = {
  askForCorrection: endpoint({
    method: 'POST',
    path: '/v1/journal-entries',
    summary: 'Ask for a correcting entry: it is booked once a second person says so too. 201 where the key was one that is booked',
    tag,
    access: { roles: ['clerk'] },
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: z.strictObject({
      currency: currency.optional().describe('the utility’s, where absent'),
      lines: z
        .array(z.strictObject({ account: oneLine(MAX_ACCOUNT_LENGTH), amount: signedDecimalText }))
        .min(2)
        .max(MAX_LINES)
        .describe('debits above zero, credits below; they sum to zero. No account of a vendor’s float or of a customer'),
      reason,
      corrects: oneLine(MAX_REFERENCE_LENGTH).optional().describe('the reference of the entry that was wrong'),
      again: z
        .boolean()
        .optional()
        .describe('that the entry is corrected although a correction of it is booked, or waits: else one mistake would be made good twice'),
    }),
    answers: { 201: correction, 202: correction },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'billing.amount_invalid',
      'billing.currency_mismatch',
      'billing.entry_unbalanced',
      'billing.entry_unknown',
      'billing.entry_corrected',
      'billing.account_not_correctable',
      'billing.ledger_account_unknown',
      'billing.idempotency_key_required',
      'billing.idempotency_key_invalid',
      'billing.idempotency_key_reused',
    ],
  }),
  listCorrections: endpoint({
    method: 'GET',
    path: '/v1/corrections',
    summary: 'What was asked for and what became of it, newest first',
    tag,
    access: whoSees,
    query: pageQuery({ state: state.optional() }),
    answers: { 200: pageAnswer(correction) },
  }),
  readCorrection: endpoint({
    method: 'GET',
    path: '/v1/corrections/:correctionId',
    summary: 'Read a correction',
    tag,
    access: whoSees,
    params: ofCorrection,
    answers: { 200: correction },
    errors: ['billing.correction_unknown'],
  }),
  approveCorrection: endpoint({
    method: 'POST',
    path: '/v1/corrections/:correctionId/approve',
    summary: 'Book what another person has asked for',
    tag,
    access: whoDecides,
    params: ofCorrection,
    answers: { 200: correction },
    errors: ['billing.correction_unknown', 'billing.correction_decided', 'billing.second_person_required'],
  }),
  refuseCorrection: endpoint({
    method: 'POST',
    path: '/v1/corrections/:correctionId/refuse',
    summary: 'Refuse what was asked for; whoever asked may take it back so',
    tag,
    access: whoSees,
    params: ofCorrection,
    body: z.strictObject({ reason }),
    answers: { 200: correction },
    errors: ['billing.correction_unknown', 'billing.correction_decided'],
  }),
} as const;
