import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';

/** As Kafka has it. */
const MAX_TOPIC_LENGTH = 249;
const tag = 'Parked messages';
const access = { roles: ['operator', 'engineer'] } as const;
const params = z.object({ id: z.uuid() });

const state = z
  .enum(['parked', 'held', 'awaiting-approval', 'replayed', 'discarded'])
  .describe('awaiting-approval: parked or held, and somebody asks a second person to have it discarded');
const reasonBody = z.object({ reason });

const parkedMessageSummary = z
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
    reason: z.string().describe('without what looks like a token, a key or a password'),
    tries: z.int(),
    headers: z.record(z.string(), z.string()).describe('without what looks like a token, a key or a password'),
    bytes: z.int().describe('of its value'),
    parkedAt: z.iso.datetime(),
    settledAt: z.iso.datetime().optional(),
    settledBy: z.string().optional(),
    settledReason: z.string().optional(),
    discardRequestedAt: z.iso.datetime().optional(),
    discardRequestedBy: z.string().optional().describe('who asked to have it discarded, where that takes two people'),
    discardReason: z.string().optional(),
    nextReplayAt: z.iso.datetime().optional().describe('when it is replayed by itself, since it failed without a code'),
    replaying: z.boolean(),
  })
  .meta({ id: 'ParkedMessageSummary' });
export type ParkedMessageSummaryAnswer = Wire<typeof parkedMessageSummary>;

export const parkedMessage = parkedMessageSummary
  .extend({
    value: z.string().describe('its bytes in base64; digits of tokens, keys and passwords are replaced, the message itself is kept whole'),
  })
  .meta({ id: 'ParkedMessage' });
export type ParkedMessageAnswer = Wire<typeof parkedMessage>;

const lostRange = z
  .object({
    id: z.uuid(),
    group: z.string(),
    topic: z.string(),
    partition: z.int(),
    kind: z.enum(['truncated', 'rebuilt']).describe('truncated: deleted before it was read; rebuilt: the log is another one'),
    from: z.string().describe('the first offset that was not read; of a rebuilt log 0'),
    to: z.string().describe('the one after the last; of a rebuilt log the place in the old one'),
    foundAt: z.iso.datetime(),
    settledAt: z.iso.datetime().optional(),
    settledBy: z.string().optional(),
    settledReason: z.string().optional(),
  })
  .meta({ id: 'LostRange' });
export type LostRangeAnswer = Wire<typeof lostRange>;

const republished = z.object({ events: z.int().describe('how many are sent again') }).meta({ id: 'Republished' });

const operations = z
  .object({
    version: z.string().describe('of the service'),
    outbox: z.object({
      waiting: z.int().describe('events that are committed and not sent yet, of all utilities'),
      oldestAgeMs: z.int().describe('of the oldest of those; 0 where none waits'),
    }),
    consumers: z
      .array(
        z.object({
          group: z.string(),
          running: z.boolean(),
          lag: z.int().describe('messages on the broker that it has not committed'),
          lastPollAgeMs: z.int().describe('since the last answered fetch'),
        }),
      )
      .describe('of the instance that answers'),
    parkedMessages: z.int().describe('of the caller’s utility, that wait for a decision'),
    lostRanges: z.int().describe('that nobody has decided on, of all utilities'),
  })
  .meta({ id: 'Operations', description: 'outbox and lost ranges are as last measured, moments ago' });
export type OperationsAnswer = Wire<typeof operations>;

/** Where a service serves a path: below its own prefix, or none. */
type At = (path: `/v1/${string}`) => `/${string}`;

const parkedEndpoints = (at: At) => ({
  listParkedMessages: endpoint({
    method: 'GET',
    path: at('/v1/parked-messages'),
    summary: 'What could not be handled or sent, newest first',
    tag,
    access,
    query: pageQuery({ state: state.optional() }),
    answers: { 200: pageAnswer(parkedMessageSummary) },
  }),
  getParkedMessage: endpoint({
    method: 'GET',
    path: at('/v1/parked-messages/:id'),
    summary: 'One of them, with its value',
    tag,
    access,
    params,
    answers: { 200: parkedMessage },
    errors: ['messaging.parked_message_not_found'],
  }),
  replayParkedMessage: endpoint({
    method: 'POST',
    path: at('/v1/parked-messages/:id/replay'),
    summary: 'Try it again, and then what waits behind it',
    tag,
    access,
    params,
    answers: { 202: parkedMessage },
    errors: ['messaging.parked_message_not_found', 'messaging.parked_message_held', 'messaging.parked_message_settled'],
  }),
});

const discardEndpoints = (at: At) => ({
  discardParkedMessage: endpoint({
    method: 'POST',
    path: at('/v1/parked-messages/:id/discard'),
    summary: 'Give it up for good, with a reason; where it is about money, or was to be sent, ask a second person to (202)',
    tag,
    access,
    params,
    body: reasonBody,
    answers: { 200: parkedMessage, 202: parkedMessage },
    errors: ['messaging.parked_message_not_found', 'messaging.parked_message_settled', 'messaging.discard_requested'],
  }),
  approveDiscard: endpoint({
    method: 'POST',
    path: at('/v1/parked-messages/:id/approve'),
    summary: 'Discard what another person has asked to discard',
    tag,
    access: { ...access, adminExcluded: true },
    params,
    answers: { 200: parkedMessage },
    errors: [
      'messaging.parked_message_not_found',
      'messaging.parked_message_settled',
      'messaging.discard_not_requested',
      'messaging.second_person_required',
    ],
  }),
  refuseDiscard: endpoint({
    method: 'POST',
    path: at('/v1/parked-messages/:id/refuse'),
    summary: 'Refuse to have it discarded; whoever asked may take it back so. It stays as it was',
    tag,
    access,
    params,
    body: reasonBody,
    answers: { 200: parkedMessage },
    errors: ['messaging.parked_message_not_found', 'messaging.parked_message_settled', 'messaging.discard_not_requested'],
  }),
});

const lostEndpoints = (at: At) => ({
  readOperations: endpoint({
    method: 'GET',
    path: at('/v1/operations'),
    summary: 'How far the service is behind: what waits to be sent, to be read, and for a decision',
    tag: 'Operations',
    access,
    answers: { 200: operations },
  }),
  listLostRanges: endpoint({
    method: 'GET',
    path: at('/v1/lost-ranges'),
    summary: 'Messages that were deleted before this service had read them, and logs made anew, newest first',
    tag,
    access,
    query: pageQuery({}),
    answers: { 200: pageAnswer(lostRange) },
  }),
  settleLostRange: endpoint({
    method: 'POST',
    path: at('/v1/lost-ranges/:id/settle'),
    summary: 'Say what was done about it, for instance that its sender has sent it again',
    tag,
    access,
    params,
    body: reasonBody,
    answers: { 200: lostRange },
    errors: ['messaging.lost_range_not_found', 'messaging.lost_range_settled'],
  }),
  republish: endpoint({
    method: 'POST',
    path: at('/v1/outbox/republish'),
    summary: 'Send again what this service sent before; whoever has taken it takes it once',
    tag,
    access,
    body: z.strictObject({
      from: wire.instant,
      to: wire.instant.describe('exclusive'),
      topic: z.string().min(1).max(MAX_TOPIC_LENGTH).optional(),
    }),
    answers: { 202: republished },
    errors: ['messaging.outbox_range_gone', 'messaging.outbox_range_too_large'],
  }),
});

/** What every service with messaging answers, below the paths that it serves by itself. */
export const parkedMessagesBelow = (prefix: '' | `/${string}`) => {
  const at: At = (path) => `${prefix}${path}` as `/${string}`;
  return { ...parkedEndpoints(at), ...discardEndpoints(at), ...lostEndpoints(at) } as const;
};
export type ParkedMessagesEndpoints = ReturnType<typeof parkedMessagesBelow>;

/** Of a service that the gateway puts its name in front of: `endpoints: { ...parkedMessagesEndpoints, … }`. */
export const parkedMessagesEndpoints = parkedMessagesBelow('');
