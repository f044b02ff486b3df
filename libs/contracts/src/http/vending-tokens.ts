import { METER_TEST_ACTIONS } from '@openprepay/sts';
import { z } from 'zod';
import { managementKinds } from '../key-management.js';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { meterNumberText, replayedHeader } from './vending-values.js';
import { idempotencyKey } from './vending-vends.js';
import { reason } from './text.js';

const LARGEST_POWER_WATTS = 18_201_624;
const LARGEST_WORD = 0xffff;
const MAX_TOKENS_PER_DAY = 10_000;

const tag = 'Tokens';
const engineer = { roles: ['engineer'] } as const;
const whoSees = { roles: ['engineer', 'operator'] } as const;
const ofOrder = z.object({ orderId: z.uuid() });

/** Which of a meter's registers is cleared; the currency register is that of what it meters. */
export const creditRegister = z.enum(['electricity', 'water', 'gas', 'time', 'currency', 'all']);

const watts = z.strictObject({ watts: z.int().min(0).max(LARGEST_POWER_WATTS).describe('the token holds it rounded up') });
const nothing = z.strictObject({}).optional();
const word = z.int().min(0).max(LARGEST_WORD);

const ordered = <const Kind extends string, Parameters extends z.ZodType>(kind: Kind, parameters: Parameters) =>
  z.strictObject({ meterNumber: meterNumberText, kind: z.literal(kind), parameters, reason });

const order = z
  .discriminatedUnion('kind', [
    ordered('set-maximum-power-limit', watts),
    ordered('clear-credit', z.strictObject({ register: creditRegister })),
    ordered('set-tariff-rate', z.strictObject({ rate: word })),
    ordered('clear-tamper-condition', nothing),
    ordered('set-maximum-phase-power-unbalance-limit', watts),
    ordered('set-water-meter-factor', z.strictObject({ factor: word })),
  ])
  .meta({ id: 'ManagementTokenOrder' });
export type TokenOrderBody = z.output<typeof order>;

const person = z.object({ subject: z.string(), username: z.string() });
const state = z.enum(['awaiting-approval', 'awaiting-token', 'completed', 'failed', 'refused']);

const tokenOrder = z
  .object({
    orderId: z.uuid(),
    state,
    meterNumber: wire.meterNumber,
    kind: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
    reason: z.string(),
    requestedBy: person,
    requestedAt: z.iso.datetime(),
    decidedBy: person.optional().describe('the second person, where it took two'),
    decidedAt: z.iso.datetime().optional(),
    refusal: z.string().optional().describe('why the second person refused'),
    cancellation: z
      .object({ cancelledBy: person, cancelledAt: z.iso.datetime(), reason: z.string() })
      .optional()
      .describe('it is not wanted any more; a token that was made already stands'),
    tokens: z.array(z.object({ token: wire.tokenDigits, kind: z.string(), tid: z.int() })).optional(),
    enterFirst: z
      .array(z.object({ token: wire.tokenDigits, kind: z.literal('key-change'), part: z.int(), parts: z.int() }))
      .optional()
      .describe('the set of a key change that the meter has not confirmed: the tokens work once these have been entered, in this order'),
    sampleTables: z.boolean().optional().describe('true: made with published sample tables, no field meter accepts it'),
    completedAt: z.iso.datetime().optional(),
    failure: z.object({ code: z.string(), reason: z.string(), at: z.iso.datetime() }).optional(),
    delivery: z
      .object({ state: z.enum(['none', 'accepted', 'rejected']), at: z.iso.datetime().optional(), code: z.string().optional() })
      .describe('what the meter itself said of the token'),
  })
  .meta({ id: 'TokenOrder', description: 'a management token that somebody has ordered for a meter, and what came of it' });
export type TokenOrderAnswer = Wire<typeof tokenOrder>;

const kind = z.enum(managementKinds);
const policy = z
  .strictObject({
    approval: z.array(kind).max(managementKinds.length).describe('kinds that take two people'),
    limits: z
      .array(z.strictObject({ kind, perUserPerDay: z.int().min(0).max(MAX_TOKENS_PER_DAY) }))
      .max(managementKinds.length)
      .refine((limits) => new Set(limits.map((limit) => limit.kind)).size === limits.length, 'one limit per kind')
      .describe('how many of a kind one person orders within 24 hours; no limit for a kind that is not named'),
  })
  .meta({ id: 'TokenPolicy' });
export type TokenPolicyAnswer = Wire<typeof policy>;

const meterTest = z
  .object({
    test: z.string(),
    manufacturerCode: z.string(),
    tokens: z.array(z.object({ token: wire.tokenDigits, kind: z.literal('meter-test') })),
  })
  .meta({ id: 'MeterTest' });
export type MeterTestAnswer = Wire<typeof meterTest>;

const settledErrors = ['vending.token_order_unknown', 'vending.token_order_decided', 'vending.staff_required'] as const;

export const tokenEndpoints = {
  orderToken: endpoint({
    method: 'POST',
    path: '/v1/management-tokens',
    summary: 'Order a management token; 202 where it needs a second person, or is not there in time: ask again with the same key',
    tag,
    access: engineer,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: order,
    answers: { 201: tokenOrder, 202: tokenOrder },
    answerHeaders: z.object({ location: z.string().describe('the order'), ...replayedHeader }),
    errors: [
      'vending.meter_number_invalid',
      'vending.meter_unknown',
      'vending.idempotency_key_required',
      'vending.idempotency_key_invalid',
      'vending.idempotency_key_reused',
      'vending.idempotency_key_expired',
      'vending.token_limit_reached',
      'vending.key_change_pending',
      'vending.meter_replaced',
      'vending.token_refused',
      'vending.staff_required',
    ],
  }),
  listTokenOrders: endpoint({
    method: 'GET',
    path: '/v1/management-tokens',
    summary: 'What was ordered, newest first',
    tag,
    access: whoSees,
    query: pageQuery({ meterNumber: meterNumberText.optional(), state: state.optional() }),
    answers: { 200: pageAnswer(tokenOrder) },
    errors: ['vending.meter_number_invalid'],
  }),
  readTokenOrder: endpoint({
    method: 'GET',
    path: '/v1/management-tokens/:orderId',
    summary: 'Read an order',
    tag,
    access: whoSees,
    params: ofOrder,
    answers: { 200: tokenOrder },
    errors: ['vending.token_order_unknown'],
  }),
  approveTokenOrder: endpoint({
    method: 'POST',
    path: '/v1/management-tokens/:orderId/approve',
    summary: 'Have the token made that another person has ordered; 202 where it is not there in time',
    tag,
    access: engineer,
    params: ofOrder,
    answers: { 200: tokenOrder, 202: tokenOrder },
    errors: [
      ...settledErrors,
      'vending.second_person_required',
      'vending.key_change_pending',
      'vending.meter_replaced',
      'vending.token_refused',
    ],
  }),
  refuseTokenOrder: endpoint({
    method: 'POST',
    path: '/v1/management-tokens/:orderId/refuse',
    summary: 'Refuse an order; whoever ordered may take it back so',
    tag,
    access: engineer,
    params: ofOrder,
    body: z.strictObject({ reason }),
    answers: { 200: tokenOrder },
    errors: settledErrors,
  }),
  cancelTokenOrder: endpoint({
    method: 'POST',
    path: '/v1/management-tokens/:orderId/cancel',
    summary: 'Have the vault refuse an order for good that it has not answered; where there is a token already the order stands',
    tag,
    access: engineer,
    params: ofOrder,
    body: z.strictObject({ reason }),
    answers: { 200: tokenOrder },
    errors: ['vending.token_order_unknown', 'vending.token_order_not_awaited', 'vending.staff_required'],
  }),
  readTokenPolicy: endpoint({
    method: 'GET',
    path: '/v1/policies/tokens',
    summary: 'Which management tokens take two people, and how many one person may order',
    tag,
    access: whoSees,
    answers: { 200: policy },
  }),
  changeTokenPolicy: endpoint({
    method: 'PUT',
    path: '/v1/policies/tokens',
    summary: 'Change which management tokens take two people; not for orders of whoever changes it, where it is less',
    tag,
    access: { roles: ['admin'] },
    body: policy,
    answers: { 200: policy },
    errors: ['vending.staff_required'],
  }),
  makeMeterTest: endpoint({
    method: 'POST',
    path: '/v1/meter-test-tokens',
    summary: 'A token that has any meter test or show something; it needs no key, and no meter is asked for',
    tag,
    access: { roles: ['engineer', 'operator', 'clerk'] },
    body: z.strictObject({
      manufacturerCode: z
        .string()
        .regex(/^(\d{2}|\d{4})$/, 'two or four digits')
        .default('00')
        .describe('of two digits or of four, as the meter’s number has it; zeros address every maker’s meters'),
      test: z.enum(['test-all', ...METER_TEST_ACTIONS]),
    }),
    answers: { 200: meterTest },
  }),
} as const;
