import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const MAX_REASON_LENGTH = 500;
const tag = 'Parked messages';
const access = { roles: ['operator', 'engineer'] } as const;
const params = z.object({ id: z.uuid() });

const state = z.enum(['parked', 'held', 'replayed', 'discarded']);

export const parkedMessage = z
  .object({
    id: z.uuid(),
    direction: z.enum(['in', 'out']),
    group: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset: z.string(),
    key: z.string(),
    eventId: z.string().optional(),
    type: z.string().optional(),
    state,
    code: z.string(),
    reason: z.string(),
    tries: z.int(),
    headers: z.record(z.string(), z.string()),
    value: z.string().describe('the bytes as they came, in base64'),
    parkedAt: z.iso.datetime(),
    settledAt: z.iso.datetime().optional(),
    settledBy: z.string().optional(),
    settledReason: z.string().optional(),
    nextReplayAt: z.iso.datetime().optional().describe('when it is replayed by itself, since it failed without a code'),
    replaying: z.boolean(),
  })
  .meta({ id: 'ParkedMessage' });
export type ParkedMessageAnswer = Wire<typeof parkedMessage>;

/** What every service with messaging answers: `endpoints: { ...parkedMessagesEndpoints, … }`. */
export const parkedMessagesEndpoints = {
  listParkedMessages: endpoint({
    method: 'GET',
    path: '/v1/parked-messages',
    summary: 'What could not be handled or sent, newest first',
    tag,
    access,
    query: pageQuery({ state: state.optional() }),
    answers: { 200: pageAnswer(parkedMessage) },
  }),
  replayParkedMessage: endpoint({
    method: 'POST',
    path: '/v1/parked-messages/:id/replay',
    summary: 'Try it again, and then what waits behind it',
    tag,
    access,
    params,
    answers: { 202: parkedMessage },
    errors: ['messaging.parked_message_not_found', 'messaging.parked_message_held', 'messaging.parked_message_settled'],
  }),
  discardParkedMessage: endpoint({
    method: 'POST',
    path: '/v1/parked-messages/:id/discard',
    summary: 'Give it up for good, with a reason',
    tag,
    access,
    params,
    body: z.object({ reason: z.string().trim().min(1).max(MAX_REASON_LENGTH) }),
    answers: { 200: parkedMessage },
    errors: ['messaging.parked_message_not_found', 'messaging.parked_message_settled'],
  }),
} as const;
