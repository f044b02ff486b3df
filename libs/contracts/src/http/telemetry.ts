import { z } from 'zod';
import { obisSpelling } from '../telemetry.js';
import { instant, meterNumber, utilityCode } from '../wire.js';
import { defineApi } from './api.js';
import { endpoint, noBody, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { parkedMessagesEndpoints } from './parked-messages.js';
import { alarmRuleEndpoints } from './telemetry-alarm-rules.js';
import { alarmEndpoints } from './telemetry-alarms.js';
import { brokerEndpoints } from './telemetry-broker.js';
import { commandEndpoints, shadowWish } from './telemetry-commands.js';
import { certificateErrors, credentials, credentialsWish, readMeterAuthority } from './telemetry-credentials.js';
import { deviceProfileEndpoints } from './telemetry-device-profiles.js';
import { exceptionEndpoints } from './telemetry-exceptions.js';
import { fleetEndpoints } from './telemetry-fleet.js';
import { quarantineEndpoints } from './telemetry-quarantine.js';
import { reason } from './text.js';

const DEFAULT_REGISTER = '1-0:1.8.0';

/** A series is asked for in ranges no longer than this; an empty one, or one that runs backwards, is refused. */
export const MAX_RAW_RANGE_DAYS = 366;
export const MAX_BUCKET_RANGE_DAYS = 5 * 366;

const keepers = { roles: ['operator', 'engineer'] } as const;
const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;
const ofMeter = z.object({ meterNumber });

const reassignment = z
  .object({
    reassignmentId: z.uuid(),
    meterNumber: z.string(),
    utility: z.string().describe('whose the number is from here on'),
    formerUtility: z.string().optional().describe('whose it was; absent where it was nobody’s'),
    credentialsRevoked: z.boolean(),
    reason: z.string().optional(),
    reassignedBy: z.string(),
    reassignedAt: z.iso.datetime(),
  })
  .meta({ id: 'MeterReassignment' });
export type ReassignmentAnswer = Wire<typeof reassignment>;

const shadow = z
  .object({
    meterNumber: z.string(),
    connected: z.boolean(),
    lastSeenAt: z.iso.datetime().optional(),
    firmware: z.string().optional(),
    relay: z.enum(['open', 'closed']).optional(),
    creditRemaining: z.string().optional().describe('in the unit of the meter’s commodity, as the meter said it last'),
    registers: z.record(z.string(), z.object({ value: z.string(), ts: z.iso.datetime() })).describe('the newest of each, by OBIS code'),
    ...shadowWish,
  })
  .meta({ id: 'MeterShadow' });
export type ShadowAnswer = Wire<typeof shadow>;

const resolution = z.enum(['raw', 'hour', 'day']);

export const readingQuality = z.enum(['measured', 'estimated', 'suspect']);

const point = z
  .object({
    ts: z.iso.datetime().describe('of a bucket, when it begins'),
    value: z.string().describe('of a bucket, the last one in it'),
    seq: z.string().optional().describe('raw: the meter’s own counter of its messages'),
    receivedAt: z.iso.datetime().optional().describe('raw'),
    first: z.string().optional().describe('of a bucket'),
    min: z.string().optional().describe('of a bucket'),
    max: z.string().optional().describe('of a bucket'),
    count: z.int().optional().describe('of a bucket'),
    quality: readingQuality.describe(
      '`suspect` cannot be believed, or was contradicted; `estimated` was never measured; of a bucket, where any point of it is',
    ),
    consumption: z
      .string()
      .optional()
      .describe(
        'of a counter, in its unit: since the point before, or the last of the bucket before; counters that came round or were set to zero are seen, and it is absent where nobody knows',
      ),
    measured: z.string().optional().describe('raw: what was measured, where somebody has put another value in its place'),
    contradicted: z.literal(true).optional().describe('raw: the meter gave another value for the same time; see its contradictions'),
  })
  .meta({ id: 'SeriesPoint' });
export type PointAnswer = Wire<typeof point>;

const series = pageAnswer(point).extend({ register: z.string(), resolution });
export type SeriesAnswer = Wire<typeof series>;

const contradiction = z
  .object({
    register: z.string(),
    ts: z.iso.datetime(),
    value: z.string().describe('what was said later and is not in the series'),
    storedValue: z.string().describe('what was said first and stands'),
    seq: z.string().describe('the meter’s own counter of the message'),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'Contradiction' });
export type ContradictionAnswer = Wire<typeof contradiction>;

/** The head-end: credentials, shadows, readings, commands, alarms, what was set aside. */
export const telemetryApi = defineApi({
  service: 'telemetry',
  title: 'OpenPrepay telemetry',
  publicPath: '/api/telemetry',
  errors: {
    'telemetry.meter_unknown': 404,
    'telemetry.meter_replaced': 409,
    'telemetry.credentials_not_found': 404,
    ...certificateErrors,
    'telemetry.meter_offline': 409,
    'telemetry.command_unknown': 404,
    'telemetry.command_unsupported': 409,
    'telemetry.broker_not_authenticated': 401,
    'telemetry.broker_unavailable': 503,
    'telemetry.alarm_unknown': 404,
    'telemetry.storm_unknown': 404,
    'telemetry.alarm_acknowledged': 409,
    'telemetry.alarm_cleared': 409,
    'telemetry.alarm_rule_invalid': 400,
    'telemetry.order_invalid': 400,
    'telemetry.range_invalid': 400,
    'telemetry.device_profile_unknown': 404,
    'telemetry.device_profile_exists': 409,
    'telemetry.too_many_device_profiles': 409,
    'telemetry.topic_pattern_invalid': 400,
    'telemetry.time_zone_unknown': 400,
    'telemetry.quarantined_message_unknown': 404,
    'telemetry.quarantined_message_settled': 409,
    'telemetry.quarantined_message_not_whole': 409,
    'telemetry.exception_unknown': 404,
    'telemetry.exception_not_open': 409,
    'telemetry.decision_invalid': 400,
  },
  endpoints: {
    issueCredentials: endpoint({
      method: 'POST',
      path: '/v1/meters/:meterNumber/credentials',
      summary: 'Give a meter MQTT credentials; the former ones end',
      tag: 'Credentials',
      access: keepers,
      params: ofMeter,
      body: credentialsWish,
      answers: { 201: credentials },
      errors: [
        'telemetry.meter_unknown',
        'telemetry.meter_replaced',
        'telemetry.device_profile_unknown',
        'telemetry.csr_invalid',
        'telemetry.csr_name_mismatch',
        'telemetry.csr_key_weak',
        'telemetry.no_meter_authority',
        'telemetry.broker_unavailable',
      ],
    }),
    revokeCredentials: endpoint({
      method: 'DELETE',
      path: '/v1/meters/:meterNumber/credentials',
      summary: 'Take a meter’s MQTT access away',
      tag: 'Credentials',
      access: keepers,
      params: ofMeter,
      answers: { 204: noBody },
      errors: ['telemetry.credentials_not_found', 'telemetry.broker_unavailable'],
    }),
    reassignMeter: endpoint({
      method: 'POST',
      path: '/v1/meters/:meterNumber/reassign',
      summary: 'Give a meter number to a utility that has it on its books; the credentials that another holds end',
      tag: 'Credentials',
      access: { platform: true },
      params: ofMeter,
      body: z.strictObject({ utility: utilityCode, reason: reason.optional() }),
      answers: { 200: reassignment },
      errors: ['telemetry.meter_unknown', 'telemetry.broker_unavailable'],
    }),
    listReassignments: endpoint({
      method: 'GET',
      path: '/v1/meters/:meterNumber/reassignments',
      summary: 'List who gave a meter number to whom, newest first',
      tag: 'Credentials',
      access: { platform: true },
      params: ofMeter,
      query: pageQuery({}),
      answers: { 200: pageAnswer(reassignment) },
    }),
    readMeter: endpoint({
      method: 'GET',
      path: '/v1/meters/:meterNumber',
      summary: 'Read what a meter last said of itself',
      tag: 'Meters',
      access: staff,
      params: ofMeter,
      answers: { 200: shadow },
      errors: ['telemetry.meter_unknown'],
    }),
    listReadings: endpoint({
      method: 'GET',
      path: '/v1/meters/:meterNumber/readings',
      summary: 'Read a register’s series, oldest first: as it came, or by the hour or day of the caller’s time zone',
      tag: 'Meters',
      access: staff,
      params: ofMeter,
      query: pageQuery({
        register: obisSpelling.default(DEFAULT_REGISTER).describe('in any spelling; the answer has it in the one that is stored'),
        from: instant.optional().describe('a day before `to` unless said'),
        to: instant
          .optional()
          .describe(`now unless said; at most ${MAX_RAW_RANGE_DAYS} days after \`from\`, or ${MAX_BUCKET_RANGE_DAYS} by the hour or day`),
        resolution: resolution.default('raw'),
      }),
      answers: { 200: series },
      errors: ['telemetry.meter_unknown', 'telemetry.range_invalid'],
    }),
    listContradictions: endpoint({
      method: 'GET',
      path: '/v1/meters/:meterNumber/contradictions',
      summary: 'List readings that contradict one that is stored, newest first',
      tag: 'Meters',
      access: staff,
      params: ofMeter,
      query: pageQuery({ register: obisSpelling.optional() }),
      answers: { 200: pageAnswer(contradiction) },
      errors: ['telemetry.meter_unknown'],
    }),
    ...commandEndpoints,
    ...deviceProfileEndpoints,
    ...alarmEndpoints,
    ...alarmRuleEndpoints,
    ...quarantineEndpoints,
    ...exceptionEndpoints,

    ...fleetEndpoints,
    ...brokerEndpoints,
    readMeterAuthority,
    ...parkedMessagesEndpoints,
  },
});

export type TelemetryErrorCode = keyof typeof telemetryApi.errors;
