import { z } from 'zod';
import { registerValue } from '../telemetry.js';
import { meterNumber } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const keepers = { roles: ['operator', 'engineer'] } as const;
const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;

const MAX_REASON_LENGTH = 500;

/** What is wrong with readings. */
export const exceptionKind = z.enum([
  'duplicate-conflict',
  'register-backwards',
  'rollover',
  'meter-reset',
  'impossible-jump',
  'clock-skew',
  'gap',
  'late',
  'flat',
  'negative-power',
]);
export type ExceptionKind = z.output<typeof exceptionKind>;

export const exceptionState = z.enum(['open', 'resolved', 'ended']);
export const exceptionDecision = z.enum(['accept', 'discard', 'replace']);

const readingException = z
  .object({
    exceptionId: z.uuid(),
    meterNumber: z.string(),
    register: z.string(),
    kind: exceptionKind,
    ts: z.iso.datetime().describe('of the reading; of what takes a while, when it began'),
    until: z.iso.datetime().optional().describe('of what takes a while: when it ended, or was last seen'),
    value: z.string().optional().describe('what was measured'),
    other: z.string().optional().describe('the value before it, or the one that contradicts it'),
    state: exceptionState.describe('`ended`: what came later has shown that it was none'),
    foundAt: z.iso.datetime(),
    decision: exceptionDecision.optional(),
    decidedValue: z.string().optional(),
    reason: z.string().optional(),
    resolvedBy: z.string().optional(),
    resolvedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ReadingException' });
export type ExceptionAnswer = Wire<typeof readingException>;

/** What validation doubts, and what somebody made of it. */
export const exceptionEndpoints = {
  listExceptions: endpoint({
    method: 'GET',
    path: '/v1/exceptions',
    summary: 'List what is wrong with readings, newest first',
    tag: 'Exceptions',
    access: staff,
    query: pageQuery({ kind: exceptionKind.optional(), state: exceptionState.optional(), meterNumber: meterNumber.optional() }),
    answers: { 200: pageAnswer(readingException) },
  }),
  resolveException: endpoint({
    method: 'POST',
    path: '/v1/exceptions/:exceptionId/resolve',
    summary: 'Say what to make of it: nothing that was measured is changed',
    tag: 'Exceptions',
    access: keepers,
    params: z.object({ exceptionId: z.uuid() }),
    body: z.strictObject({
      decision: exceptionDecision.describe(
        '`accept`: it is as it is; `discard`: the reading, or what was estimated in a gap, is left out; `replace`: `value` stands in the reading’s place',
      ),
      value: registerValue.optional().describe('with `replace` alone; in the register’s unit'),
      reason: z.string().trim().min(1).max(MAX_REASON_LENGTH),
    }),
    answers: { 200: readingException },
    errors: ['telemetry.exception_unknown', 'telemetry.exception_not_open', 'telemetry.decision_invalid'],
  }),
} as const;
