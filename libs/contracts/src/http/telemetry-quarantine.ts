import { z } from 'zod';
import { meterNumber } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { MAX_CURSOR_LENGTH, pageAnswer, pageQuery } from './page.js';

const keepers = { roles: ['operator', 'engineer'] } as const;
const MAX_CODE_LENGTH = 64;
const MAX_REASON_LENGTH = 500;
/** Messages that one call replays or discards; what is left is told, and the call can be made again. */
export const MAX_SETTLED_AT_ONCE = 500;

/** Why an uplink was set aside instead of being stored. */
export const QUARANTINE_CODES = [
  'telemetry.topic_unknown',
  'telemetry.topic_not_allowed',
  'telemetry.payload_too_large',
  'telemetry.payload_not_json',
  'telemetry.payload_invalid',
  'telemetry.meter_number_mismatch',
  'telemetry.meter_not_registered',
  'telemetry.reading_in_future',
  'telemetry.reading_too_old',
  'telemetry.event_in_future',
  'telemetry.event_too_old',
  'telemetry.delivery_unknown',
  'telemetry.delivery_token_unknown',
  'telemetry.command_unknown',
  'telemetry.birth_missing',
  'telemetry.handling_failed',
] as const;
export type QuarantineCode = (typeof QUARANTINE_CODES)[number];

export const quarantineState = z.enum(['open', 'replayed', 'discarded']);

const quarantinedMessage = z
  .object({
    id: z.uuid(),
    meterNumber: z.string().optional(),
    topic: z.string(),
    payload: z.string().describe('as UTF-8 text where it is, and cut to the first bytes'),
    payloadBase64: z.string(),
    payloadBytes: z.int().describe('how long it was'),
    code: z.enum(QUARANTINE_CODES),
    reason: z.string(),
    receivedAt: z.iso.datetime(),
    times: z.int().describe('how often the same bytes came on the same topic'),
    lastReceivedAt: z.iso.datetime(),
    state: quarantineState.describe('one that comes again is open again'),
    settledAt: z.iso.datetime().optional(),
    settledBy: z.string().optional(),
    settledReason: z.string().optional().describe('why it was discarded'),
  })
  .meta({ id: 'QuarantinedMessage' });
export type QuarantinedMessageAnswer = Wire<typeof quarantinedMessage>;

const waitingByCode = z
  .object({
    items: z
      .array(z.object({ code: z.enum(QUARANTINE_CODES), messages: z.int().min(1) }))
      .describe('codes under which something waits, the one with most messages first'),
  })
  .meta({ id: 'QuarantinedByCode', description: 'how many uplinks wait for a decision, by why they were set aside' });
export type QuarantinedByCodeAnswer = Wire<typeof waitingByCode>;

const settledMany = z
  .object({
    settled: z.int(),
    refused: z.int().describe('replayed and set aside again, with the reason that they have now; or not to be replayed at all'),
    left: z.boolean().describe(`more than ${MAX_SETTLED_AT_ONCE} there were: call again, with nextCursor where it is given`),
    nextCursor: z.string().optional().describe('where a replay goes on: those that stayed wrong are not tried a second time'),
  })
  .meta({ id: 'SettledMessages' });
export type SettledMessagesAnswer = Wire<typeof settledMany>;

const unassigned = z
  .enum(['true', 'false'])
  .optional()
  .describe('`true`: messages that belong to no utility, for those who run the installation');
const code = z.string().max(MAX_CODE_LENGTH);
const reason = z.string().trim().min(1).max(MAX_REASON_LENGTH);
const ofMessage = z.object({ id: z.uuid() });
const many = { code: z.enum(QUARANTINE_CODES), meterNumber: meterNumber.optional(), unassigned };
const tag = 'Quarantine';
const errors = ['telemetry.quarantined_message_unknown', 'telemetry.quarantined_message_settled'] as const;

/** What was set aside: looked at, tried again once its cause is mended, or given up. */
export const quarantineEndpoints = {
  listQuarantine: endpoint({
    method: 'GET',
    path: '/v1/quarantine',
    summary: 'List uplinks that were set aside and wait for a decision, newest first, with the reason',
    tag,
    access: keepers,
    query: pageQuery({
      meterNumber: meterNumber.optional(),
      code: code.optional(),
      state: z.enum([...quarantineState.options, 'all']).default('open'),
      unassigned,
    }),
    answers: { 200: pageAnswer(quarantinedMessage) },
  }),
  countQuarantine: endpoint({
    method: 'GET',
    path: '/v1/quarantine/codes',
    summary: 'How many uplinks wait for a decision, by why they were set aside',
    tag,
    access: keepers,
    query: z.strictObject({ unassigned }),
    answers: { 200: waitingByCode },
  }),
  replayQuarantined: endpoint({
    method: 'POST',
    path: '/v1/quarantine/:id/replay',
    summary: 'Take it as if it came again at the time it came; what is still wrong with it stays open with its reason',
    tag,
    access: keepers,
    params: ofMessage,
    answers: { 200: quarantinedMessage },
    errors: [...errors, 'telemetry.quarantined_message_not_whole'],
  }),
  discardQuarantined: endpoint({
    method: 'POST',
    path: '/v1/quarantine/:id/discard',
    summary: 'Give it up, with a reason',
    tag,
    access: keepers,
    params: ofMessage,
    body: z.strictObject({ reason }),
    answers: { 200: quarantinedMessage },
    errors,
  }),
  replayQuarantine: endpoint({
    method: 'POST',
    path: '/v1/quarantine/replay',
    summary: 'Replay those of one code, the oldest first',
    tag,
    access: keepers,
    query: z.strictObject({ cursor: z.string().min(1).max(MAX_CURSOR_LENGTH).optional().describe('`nextCursor` of the answer before') }),
    body: z.strictObject(many),
    answers: { 200: settledMany },
  }),
  discardQuarantine: endpoint({
    method: 'POST',
    path: '/v1/quarantine/discard',
    summary: 'Give up those of one code, the oldest first, with a reason',
    tag,
    access: keepers,
    body: z.strictObject({ ...many, reason }),
    answers: { 200: settledMany },
  }),
} as const;
