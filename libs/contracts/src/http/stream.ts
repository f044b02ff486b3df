import { z } from 'zod';
import { CampaignMoved } from '../campaigns.js';
import { VendingKeyExpiring } from '../key-management.js';
import { ProvenanceDoubted } from '../provenance.js';
import {
  AlarmAcknowledged,
  AlarmCleared,
  AlarmRaised,
  AlarmRuleSet,
  AlarmStormBegan,
  AlarmStormEnded,
  AlarmStormGrew,
  AlarmStormSettled,
  MeterEventReported,
  MeterPresenceChanged,
  TokenAccepted,
  TokenRejected,
} from '../telemetry.js';
import { VendCompleted, VendFailed } from '../vending.js';
import * as wire from '../wire.js';
import { endpoint, type EventOf, type EventStream, type Wire } from './endpoint.js';

/** A stream on which nothing happens is told so this often: whoever watches hears within seconds that it is dead, and no proxy closes it. */
export const STREAM_HEARTBEAT_MS = 2_000;
/** Heartbeats missed in a row by a stream that is dead. */
const HEARTBEATS_MISSED = 2;
const MAX_TICKET_LENGTH = 4_096;

const tag = 'Live stream';

/** Of what services tell each other, a browser is shown these fields and no others: no token, no customer's account. */
const at = wire.instant.describe('when it happened');

const vend = VendCompleted.data
  .pick({
    vendId: true,
    receiptNumber: true,
    meterNumber: true,
    commodity: true,
    vendorId: true,
    currency: true,
    tenderMinor: true,
    unitsTenths: true,
    completedAt: true,
  })
  .extend({ at })
  .meta({ id: 'LiveVend', description: 'a vend was completed' });

const vendFailed = VendFailed.data
  .pick({ vendId: true, meterNumber: true, vendorId: true, currency: true, tenderMinor: true, code: true, failedAt: true })
  .extend({ at })
  .meta({ id: 'LiveVendFailed', description: 'a vend came to nothing' });

const tokenAccepted = TokenAccepted.data
  .pick({ deliveryId: true, vendId: true, meterNumber: true, acceptedAt: true, alreadyCredited: true, creditRemaining: true })
  .extend({ at })
  .meta({ id: 'LiveTokenAccepted' });
const tokenRejected = TokenRejected.data
  .pick({ deliveryId: true, vendId: true, meterNumber: true, rejectedAt: true, code: true })
  .extend({ at })
  .meta({ id: 'LiveTokenRejected' });
const delivery = z
  .union([tokenAccepted, tokenRejected])
  .meta({ id: 'LiveDelivery', description: 'what a meter said of a token that was sent to it' });

const alarm = AlarmRaised.data
  .pick({ alarmId: true, meterNumber: true, kind: true, raisedAt: true, stormId: true })
  .extend({ at })
  .meta({ id: 'LiveAlarm', description: 'an alarm was raised' });

const alarmAcknowledged = AlarmAcknowledged.data
  .pick({ alarmId: true, meterNumber: true, kind: true, acknowledgedAt: true })
  .extend({ at })
  .meta({ id: 'LiveAlarmAcknowledged', description: 'somebody has looked at an alarm' });

const alarmCleared = AlarmCleared.data
  .pick({ alarmId: true, meterNumber: true, kind: true, clearedAt: true })
  .extend({ at })
  .meta({ id: 'LiveAlarmCleared', description: 'an alarm needs nobody any more' });

const alarmRule = AlarmRuleSet.data
  .pick({ kind: true, changedAt: true })
  .extend({ at })
  .meta({ id: 'LiveAlarmRule', description: 'somebody said what of a kind is an alarm' });

const storm = AlarmStormBegan.data
  .pick({ stormId: true, networkNode: true, meters: true, beganAt: true })
  .extend({ at, joined: AlarmStormGrew.data.shape.joined.optional().describe('since it was told of last; absent at its beginning') })
  .meta({
    id: 'LiveStorm',
    description: 'many meters of one part of the network went silent, or others followed them: their alarms are told of by this alone',
  });

const stormSettled = AlarmStormSettled.data.pick({ stormId: true, networkNode: true, what: true, settledAt: true }).extend({ at }).meta({
  id: 'LiveStormSettled',
  description: 'somebody acknowledged or cleared alarms of a storm that goes on: they are told of by this alone',
});

const stormEnded = AlarmStormEnded.data
  .pick({ stormId: true, networkNode: true, meters: true, endedAt: true, left: true })
  .extend({ at })
  .meta({ id: 'LiveStormEnded', description: 'they are back; the few that are not have alarms of their own' });

const keyExpiring = VendingKeyExpiring.data
  .pick({ vendingKeyId: true, supplyGroupCode: true, keyRevision: true, what: true, endsAt: true, daysAhead: true, meters: true })
  .extend({ at })
  .meta({ id: 'LiveKeyExpiring', description: 'a vending key in use ends in so many days' });

const provenance = ProvenanceDoubted.data
  .pick({ what: true, hour: true, requests: true, foundAt: true })
  .extend({ at })
  .meta({ id: 'LiveProvenance', description: 'what the vault has issued in an hour is not what was sold and ordered' });

const presence = MeterPresenceChanged.data
  .pick({ meterNumber: true, online: true, at: true, firmware: true })
  .meta({ id: 'LivePresence', description: 'a meter came, or went' });

const meterEvent = MeterEventReported.data
  .pick({ meterNumber: true, kind: true, ts: true })
  .extend({ at })
  .meta({ id: 'LiveMeterEvent', description: 'what a meter says has happened to it' });

const campaign = CampaignMoved.data
  .pick({ campaignId: true, state: true, counts: true, revision: true })
  .extend({ at })
  .meta({ id: 'LiveCampaign', description: 'how far a campaign has come, for those who may read campaigns' });

const count = z.int().nonnegative();
const counters = z
  .object({
    since: wire.instant,
    vends: count,
    failedVends: count,
    soldMinor: z.record(wire.currency, wire.moneyMinor).describe('by currency, in its smallest unit'),
    tokensAccepted: count,
    tokensRejected: count,
    alarms: count,
  })
  .meta({ id: 'LiveCounters', description: 'what happened in the utility since this gateway started; for its staff' });
export type LiveCounters = z.output<typeof counters>;

const skipped = z.object({ events: count }).meta({
  id: 'SkippedEvents',
  description: 'so many events came faster than they are told, and are not: what is shown has to be read again',
});

/** What the live stream tells, by the names that it gives its events. */
export const liveStream = {
  silenceLimitMs: HEARTBEATS_MISSED * STREAM_HEARTBEAT_MS,
  events: {
    vend,
    'vend-failed': vendFailed,
    delivery,
    alarm,
    'alarm-acknowledged': alarmAcknowledged,
    'alarm-cleared': alarmCleared,
    'alarm-rule': alarmRule,
    storm,
    'storm-settled': stormSettled,
    'storm-ended': stormEnded,
    'key-expiring': keyExpiring,
    provenance,
    presence,
    'meter-event': meterEvent,
    campaign,
    counters,
    skipped,
  },
} as const satisfies EventStream;

export type LiveStreamEvent = EventOf<typeof liveStream>;

const ticket = z.object({ ticket: z.string(), expiresIn: z.int().describe('seconds') }).meta({ id: 'StreamTicket' });
export type StreamTicketAnswer = Wire<typeof ticket>;

export const streamEndpoints = {
  issueStreamTicket: endpoint({
    method: 'POST',
    path: '/api/stream/ticket',
    summary: 'A ticket that opens one live stream within 30 seconds',
    tag,
    access: { roles: ['operator', 'engineer', 'clerk', 'vendor', 'auditor'] },
    answers: { 201: ticket },
  }),
  /** Public, since a browser's `EventSource` sends no header: the ticket in the address or the access token is checked by the handler. */
  openStream: endpoint({
    method: 'GET',
    path: '/api/stream',
    summary: 'What happens now, as server-sent events; an access token or a ticket opens it',
    tag,
    access: { public: true },
    query: z.strictObject({ ticket: z.string().min(1).max(MAX_TICKET_LENGTH).optional() }),
    answers: { 200: 'text/event-stream' },
    stream: liveStream,
    errors: ['auth.unauthenticated', 'auth.forbidden', 'gateway.stream_full'],
  }),
} as const;
