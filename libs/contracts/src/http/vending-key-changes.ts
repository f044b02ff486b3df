import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { meterNumberText, replayedHeader } from './vending-values.js';
import { idempotencyKey } from './vending-vends.js';

const MAX_REASON_LENGTH = 500;
const tag = 'Key changes';
const engineer = { roles: ['engineer'] } as const;
const ofChange = z.object({ keyChangeId: z.uuid() });
const ofMeter = z.object({ meterNumber: meterNumberText });
const reason = z.string().trim().min(1).max(MAX_REASON_LENGTH);

const key = z.object({
  supplyGroupCode: wire.supplyGroupCode,
  keyType: wire.keyType,
  keyRevision: wire.keyRevision,
  tariffIndex: wire.tariffIndex,
  encryptionAlgorithm: wire.encryptionAlgorithm,
  decoderKeyAlgorithm: wire.decoderKeyAlgorithm,
  baseDate: wire.baseDate,
});
const person = z.object({ subject: z.string(), username: z.string() });

const keyChange = z
  .object({
    keyChangeId: z.uuid(),
    state: z.enum(['awaiting-tokens', 'issued', 'confirmed', 'cancelled', 'failed']),
    meterNumber: wire.meterNumber,
    from: key,
    to: key,
    reason: z.string(),
    requestedBy: person,
    requestedAt: z.iso.datetime(),
    cancellation: z
      .object({ cancelledBy: person, cancelledAt: z.iso.datetime(), reason: z.string() })
      .optional()
      .describe(
        'it is not wanted any more, and the vault has been told while it was making the set: the meter keeps its key whatever the vault answers',
      ),
    tokens: z
      .array(z.object({ token: wire.tokenDigits, kind: z.literal('key-change'), part: z.int(), parts: z.int() }))
      .optional()
      .describe('in the order they are entered; credit that was bought before is entered before them'),
    rollover: z.boolean().optional().describe('true: the base date moves on, and unused older tokens die with it'),
    sampleTables: z.boolean().optional(),
    issuedAt: z.iso.datetime().optional(),
    endedAt: z.iso.datetime().optional(),
    endedBy: person.optional().describe('who confirmed or cancelled; absent where the meter itself has confirmed'),
    evidence: z.string().optional().describe('what shows that the meter has its new key'),
    cancelReason: z.string().optional(),
    failure: z.object({ code: z.string(), reason: z.string() }).optional(),
  })
  .meta({ id: 'KeyChange', description: 'another key for a meter' });
export type KeyChangeAnswer = Wire<typeof keyChange>;

const policy = z
  .object({
    mode: z
      .enum(['with-next-vend', 'refuse-when-due', 'campaign-only'])
      .describe(
        'what a sale does where the key of its meter is retiring or has expired and there is another: give it that, refuse, nothing',
      ),
  })
  .meta({ id: 'KeyChangePolicy' });
export type KeyChangePolicyAnswer = Wire<typeof policy>;

const endErrors = ['vending.key_change_unknown', 'vending.key_change_ended', 'vending.staff_required'] as const;

export const keyChangeEndpoints = {
  orderKeyChange: endpoint({
    method: 'POST',
    path: '/v1/meters/:meterNumber/key-changes',
    summary: 'Give a meter another key; 202 where the set is not there in time: ask again with the same key',
    tag,
    access: engineer,
    params: ofMeter,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: z.strictObject({
      to: key
        .partial()
        .strict()
        .refine((to) => Object.keys(to).length > 0, 'nothing to change')
        .describe('what becomes different; the rest stays'),
      reason,
    }),
    answers: { 201: keyChange, 202: keyChange },
    answerHeaders: z.object(replayedHeader),
    errors: [
      'vending.meter_number_invalid',
      'vending.meter_unknown',
      'vending.meter_algorithms_mismatch',
      'vending.idempotency_key_required',
      'vending.idempotency_key_invalid',
      'vending.idempotency_key_reused',
      'vending.meter_model_unsuited',
      'vending.key_change_open',
      'vending.key_change_nothing',
      'vending.meter_replaced',
      'vending.tokens_awaited',
      'vending.token_refused',
      'vending.staff_required',
    ],
  }),
  listKeyChanges: endpoint({
    method: 'GET',
    path: '/v1/meters/:meterNumber/key-changes',
    summary: 'The keys that a meter was given, newest first',
    tag,
    access: { roles: ['engineer', 'operator'] },
    params: ofMeter,
    query: pageQuery({}),
    answers: { 200: pageAnswer(keyChange) },
    errors: ['vending.meter_number_invalid'],
  }),
  readKeyChangePolicy: endpoint({
    method: 'GET',
    path: '/v1/policies/key-change',
    summary: 'What a sale does about a meter whose key is retiring or has expired',
    tag,
    access: { roles: ['engineer', 'operator'] },
    answers: { 200: policy },
  }),
  changeKeyChangePolicy: endpoint({
    method: 'PUT',
    path: '/v1/policies/key-change',
    summary: 'Change what a sale does about a meter whose key is retiring or has expired',
    tag,
    access: { roles: ['admin'] },
    body: policy.strict(),
    answers: { 200: policy },
    errors: ['vending.staff_required'],
  }),
  confirmKeyChange: endpoint({
    method: 'POST',
    path: '/v1/key-changes/:keyChangeId/confirm',
    summary: 'Say that a meter has its new key: its set is not repeated any more',
    tag,
    access: engineer,
    params: ofChange,
    body: z.strictObject({ evidence: reason }),
    answers: { 200: keyChange },
    errors: endErrors,
  }),
  cancelKeyChange: endpoint({
    method: 'POST',
    path: '/v1/key-changes/:keyChangeId/cancel',
    summary:
      'Say that a meter will not take its set: it has its old key again; or that no set is wanted any more which the vault is making',
    tag,
    access: engineer,
    params: ofChange,
    body: z.strictObject({ reason }),
    answers: { 200: keyChange },
    errors: [...endErrors, 'vending.tokens_awaited'],
  }),
} as const;
