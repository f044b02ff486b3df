import { z } from 'zod';
import { alarmKind } from '../telemetry.js';
import { instant, meterNumber, shortCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;

/** How long ago the meters that are away were heard of last, in hours; what the fleet's answer counts them by. */
export const LAST_SEEN_HOURS = [1, 24, 72, 168, 720] as const;
/** What the rate of messages is the mean of. */
export const MESSAGE_RATE_SECONDS = 60;
/** Deliveries are counted over a range no longer than this. */
export const MAX_DELIVERY_COUNT_DAYS = 31;

export const deliveryState = z.enum(['pending', 'accepted', 'rejected', 'expired']);

const deliveryCount = z.object({ state: deliveryState, count: z.int() }).meta({ id: 'DeliveryCount' });

const fleet = z
  .object({
    meters: z.int().describe('that vending has told of'),
    connected: z.int(),
    offline: z.int().describe('heard of before, and away now'),
    neverSeen: z.int().describe('never heard of; meters = connected + offline + neverSeen'),
    lastSeen: z
      .array(z.object({ olderThanHours: z.int(), meters: z.int() }))
      .describe('of the meters that are away: how many were last heard of longer ago than that, to the hour'),
    messagesPerSecond: z.number().describe(`messages of meters made durable, a mean over ${MESSAGE_RATE_SECONDS} seconds a moment ago`),
    deliveries: z.array(deliveryCount).describe('all that are pending, and how those ended that were made within the last 24 hours'),
    openAlarms: z.array(z.object({ kind: alarmKind, severity: z.int(), count: z.int() })).describe('the most urgent first'),
    asOf: z.iso.datetime(),
  })
  .meta({ id: 'Fleet' });
export type FleetAnswer = Wire<typeof fleet>;

const listedMeter = z
  .object({
    meterNumber: z.string(),
    presence: z.enum(['connected', 'offline', 'never-seen']),
    connected: z.boolean(),
    lastSeenAt: z.iso.datetime().optional(),
    changedAt: z.iso.datetime().optional().describe('since when it has been connected, or away'),
    firmware: z.string().optional(),
    relay: z.enum(['open', 'closed']).optional(),
    creditRemaining: z.string().optional().describe('as the meter said it with a token’s result'),
  })
  .meta({ id: 'ListedMeterState' });
export type ListedMeterAnswer = Wire<typeof listedMeter>;

const delivery = z
  .object({
    deliveryId: z.uuid(),
    vendId: z.uuid(),
    meterNumber: z.string(),
    state: deliveryState,
    code: z.string().optional().describe('why the meter does not have it'),
    attempts: z.int().describe('how often it was sent'),
    traceId: z.string().optional().describe('of the vend: what happened to it is under this in every service’s traces and logs'),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().optional().describe('when it was sent first'),
    settledAt: z.iso.datetime().optional(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'TokenDelivery' });
export type DeliveryAnswer = Wire<typeof delivery>;

/** The fleet as a whole, and tokens on their way to it. */
export const fleetEndpoints = {
  readFleet: endpoint({
    method: 'GET',
    path: '/v1/fleet',
    summary: 'How many meters are there, away and never heard of, and what becomes of their tokens; read from kept counts',
    tag: 'Fleet',
    access: staff,
    answers: { 200: fleet },
  }),
  listMeters: endpoint({
    method: 'GET',
    path: '/v1/meters',
    summary: 'List what meters last said of themselves, by meter number; with `lastSeenBefore` those first that were silent for longest',
    tag: 'Fleet',
    access: staff,
    query: pageQuery({
      presence: z.enum(['connected', 'offline', 'never-seen']).optional(),
      connected: z.enum(['true', 'false']).optional().describe('`false`: offline and never seen'),
      lastSeenBefore: instant.optional().describe('meters that were heard of, and not since then'),
      alarm: z
        .union([z.literal('true'), alarmKind])
        .optional()
        .describe('meters that have an open alarm, of that kind or of any; by meter number'),
      networkNode: shortCode.optional().describe('meters that hang on this part of the network itself; by meter number'),
    }),
    answers: { 200: pageAnswer(listedMeter) },
  }),
  countDeliveries: endpoint({
    method: 'GET',
    path: '/v1/deliveries/counts',
    summary: 'What became of the deliveries that were made within a range, to the quarter of an hour; read from kept counts',
    tag: 'Deliveries',
    access: staff,
    query: z.strictObject({
      from: instant.optional().describe('24 hours before `to` unless said'),
      to: instant.optional().describe(`now unless said; at most ${MAX_DELIVERY_COUNT_DAYS} days after \`from\``),
    }),
    answers: { 200: z.object({ items: z.array(deliveryCount) }) },
    errors: ['telemetry.range_invalid'],
  }),
  listDeliveries: endpoint({
    method: 'GET',
    path: '/v1/deliveries',
    summary: 'List tokens on their way to meters, newest first',
    tag: 'Deliveries',
    access: staff,
    query: pageQuery({
      meterNumber: meterNumber.optional(),
      vendId: z.uuid().optional(),
      state: deliveryState.optional(),
    }),
    answers: { 200: pageAnswer(delivery) },
  }),
} as const;
