import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';
import { givenUnits, meterNumberText, replayedHeader, units, writtenUnits } from './vending-values.js';
import { idempotencyKey, keyedVendErrors, supplyErrors, vend } from './vending-vends.js';

const tag = 'Free issues';
const engineer = { roles: ['engineer'] } as const;
/** Whoever hands out accounts is nobody's second person. */
const decides = { roles: ['engineer'], adminExcluded: true } as const;
const whoSees = { roles: ['engineer', 'operator'] } as const;
const ofIssue = z.object({ freeIssueId: z.uuid() });
const person = z.object({ subject: z.string(), username: z.string() });
const state = z.enum(['awaiting-approval', 'issued', 'refused']);

export const freeIssue = z
  .object({
    freeIssueId: z.uuid(),
    state,
    kind: z.enum(['free-issue', 'replacement']).describe('replacement: what was left on the meter that this one replaces'),
    meterNumber: wire.meterNumber,
    units,
    reason: z.string(),
    requestedBy: person,
    requestedAt: z.iso.datetime(),
    decidedBy: person.optional().describe('the second person, where it took two'),
    decidedAt: z.iso.datetime().optional(),
    refusal: z.string().optional().describe('why it is not to be'),
    vendId: z.uuid().optional().describe('the vend that gave the units'),
    vend: vend.optional(),
  })
  .meta({ id: 'FreeIssue', description: 'units that somebody wants given to a meter, and what came of it' });
export type FreeIssueAnswer = Wire<typeof freeIssue>;

const policy = z
  .strictObject({
    unitsApprovalAbove: writtenUnits.describe('units, of whatever the meter counts, above which one issue takes two people; 0: each does'),
    unitsPerUserPerDay: writtenUnits
      .optional()
      .describe('what one person gives alone within 24 hours; what is above it takes two people too'),
  })
  .meta({ id: 'FreeIssuePolicy' });
export type FreeIssuePolicyAnswer = Wire<typeof policy>;

const decisionErrors = ['vending.free_issue_unknown', 'vending.free_issue_decided', 'vending.staff_required'] as const;

export const freeIssueEndpoints = {
  issueFree: endpoint({
    method: 'POST',
    path: '/v1/vends/free-issue',
    summary: 'Give a meter units; 202 where it needs a second person, or the token is not there in time: ask again with the same key',
    tag,
    access: engineer,
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: z.strictObject({ meterNumber: meterNumberText, units: givenUnits, reason }).meta({ id: 'FreeIssueBody' }),
    answers: { 201: vend, 202: z.union([vend, freeIssue]) },
    answerHeaders: z.object({ location: z.string().describe('the vend, or what waits for a second person'), ...replayedHeader }),
    errors: [
      ...supplyErrors,
      ...keyedVendErrors,
      'vending.units_invalid',
      'vending.unit_mismatch',
      'vending.free_issue_decided',
      'vending.staff_required',
    ],
  }),
  listFreeIssues: endpoint({
    method: 'GET',
    path: '/v1/free-issues',
    summary: 'What was given or waits for a second person, newest first',
    tag,
    access: whoSees,
    query: pageQuery({ meterNumber: meterNumberText.optional(), state: state.optional() }),
    answers: { 200: pageAnswer(freeIssue) },
    errors: ['vending.meter_number_invalid'],
  }),
  readFreeIssue: endpoint({
    method: 'GET',
    path: '/v1/free-issues/:freeIssueId',
    summary: 'Read one, with its vend',
    tag,
    access: whoSees,
    params: ofIssue,
    answers: { 200: freeIssue },
    errors: ['vending.free_issue_unknown'],
  }),
  approveFreeIssue: endpoint({
    method: 'POST',
    path: '/v1/free-issues/:freeIssueId/approve',
    summary: 'Give the units that another person wants given; 202 where the token is not there in time',
    tag,
    access: decides,
    params: ofIssue,
    answers: { 200: freeIssue, 202: freeIssue },
    errors: [...supplyErrors, ...keyedVendErrors, ...decisionErrors, 'vending.unit_mismatch', 'vending.second_person_required'],
  }),
  refuseFreeIssue: endpoint({
    method: 'POST',
    path: '/v1/free-issues/:freeIssueId/refuse',
    summary: 'Give nothing; whoever asked may take it back so',
    tag,
    access: engineer,
    params: ofIssue,
    body: z.strictObject({ reason }),
    answers: { 200: freeIssue },
    errors: decisionErrors,
  }),
  readFreeIssuePolicy: endpoint({
    method: 'GET',
    path: '/v1/policies/free-issue',
    summary: 'Above how many units a free issue takes two people',
    tag,
    access: whoSees,
    answers: { 200: policy },
  }),
  changeFreeIssuePolicy: endpoint({
    method: 'PUT',
    path: '/v1/policies/free-issue',
    summary: 'Change above how many units it takes two people; not for issues of whoever changes it, where it is less',
    tag,
    access: { roles: ['admin'] },
    body: policy,
    answers: { 200: policy },
    errors: ['vending.units_invalid', 'vending.staff_required'],
  }),
} as const;
