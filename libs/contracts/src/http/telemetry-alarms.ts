import { z } from 'zod';
import { alarmKind } from '../telemetry.js';
import { meterNumber, shortCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';

const keepers = { roles: ['operator', 'engineer'] } as const;
const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;

/** What one call acknowledges or clears of a storm. */
export const MAX_STORM_ALARMS_AT_ONCE = 5_000;

const MOST_URGENT = 1;
const LEAST_URGENT = 4;

export const alarmState = z.enum(['open', 'acknowledged', 'cleared']);
export const alarmSeverity = z.int().min(MOST_URGENT).max(LEAST_URGENT);

const alarm = z
  .object({
    alarmId: z.uuid(),
    meterNumber: z.string(),
    meterPan: z.string(),
    kind: alarmKind,
    severity: alarmSeverity.describe('1 is what must be looked at first, 4 what can wait'),
    state: alarmState,
    raisedAt: z.iso.datetime(),
    meterTime: z.iso.datetime().optional().describe('what the meter’s own clock said'),
    acknowledgedAt: z.iso.datetime().optional(),
    acknowledgedBy: z.string().optional(),
    clearedAt: z.iso.datetime().optional(),
    clearedBy: z.string().optional().describe('absent where its cause ended by itself'),
    clearReason: z.string().optional(),
    stormId: z.uuid().optional().describe('of a meter that went silent with many others'),
  })
  .meta({ id: 'Alarm' });
export type AlarmAnswer = Wire<typeof alarm>;

const storm = z
  .object({
    stormId: z.uuid(),
    networkNode: z.string().describe('the lowest part of the network that its meters hang on, or on what it feeds'),
    state: z.enum(['open', 'ended']),
    meters: z.int().describe('how many went silent'),
    away: z.int().describe('how many of them are not back, but for those whose alarm somebody has cleared'),
    unacknowledged: z.int().describe('of how many of those nobody has looked at the alarm'),
    beganAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'AlarmStorm' });
export type AlarmStormAnswer = Wire<typeof storm>;

const settledStorm = z
  .object({
    alarms: z.int().describe('how many this call has acknowledged, or cleared'),
    left: z.boolean().describe(`more than ${MAX_STORM_ALARMS_AT_ONCE} there were: call again`),
  })
  .meta({ id: 'SettledStormAlarms' });
export type SettledStormAnswer = Wire<typeof settledStorm>;

const ofAlarm = z.object({ alarmId: z.uuid() });
const ofStorm = z.object({ stormId: z.uuid() });

/** What somebody has to look at. */
export const alarmEndpoints = {
  listAlarms: endpoint({
    method: 'GET',
    path: '/v1/alarms',
    summary: 'List alarms, newest first, or the open ones by what must be looked at first',
    tag: 'Alarms',
    access: staff,
    query: pageQuery({
      meterNumber: meterNumber.optional(),
      state: alarmState.optional(),
      kind: alarmKind.optional(),
      severity: z.coerce.number().pipe(alarmSeverity).optional(),
      networkNode: shortCode.optional().describe('of meters that hang on this part of the network, or on what it feeds'),
      stormId: z.uuid().optional().describe('of the meters that a storm took'),
      outsideStorms: z
        .enum(['true', 'false'])
        .optional()
        .describe('`true`: without those of storms that are not over, each of which is one thing to look at'),
      order: z
        .enum(['newest', 'severity'])
        .default('newest')
        .describe('`severity`: the open ones, the most urgent first and the newest of those; no other state has that order'),
    }),
    answers: { 200: pageAnswer(alarm) },
    errors: ['telemetry.order_invalid'],
  }),
  listAlarmStorms: endpoint({
    method: 'GET',
    path: '/v1/alarms/storms',
    summary:
      'Storms: many meters of one part of the network went silent within minutes; the newest first. Its meters: `/v1/alarms?stormId=`',
    tag: 'Alarms',
    access: staff,
    query: pageQuery({ state: z.enum(['open', 'ended']).optional(), networkNode: shortCode.optional() }),
    answers: { 200: pageAnswer(storm) },
  }),
  readAlarmStorm: endpoint({
    method: 'GET',
    path: '/v1/alarms/storms/:stormId',
    summary: 'Read a storm, with how many of its meters are still away',
    tag: 'Alarms',
    access: staff,
    params: ofStorm,
    answers: { 200: storm },
    errors: ['telemetry.storm_unknown'],
  }),
  listStormMeters: endpoint({
    method: 'GET',
    path: '/v1/alarms/storms/:stormId/meters',
    summary: 'The meters that a storm took, by number: of each the newest alarm that it has of the storm',
    tag: 'Alarms',
    access: staff,
    params: ofStorm,
    query: pageQuery({
      away: z.enum(['true', 'false']).optional().describe('`true`: only those that are not back and whose alarm nobody has cleared'),
    }),
    answers: { 200: pageAnswer(alarm) },
    errors: ['telemetry.storm_unknown'],
  }),
  acknowledgeAlarmStorm: endpoint({
    method: 'POST',
    path: '/v1/alarms/storms/:stormId/acknowledge',
    summary: `Say that somebody has looked at the alarms of a storm; ${MAX_STORM_ALARMS_AT_ONCE} at most in one call`,
    tag: 'Alarms',
    access: keepers,
    params: ofStorm,
    answers: { 200: settledStorm },
    errors: ['telemetry.storm_unknown'],
  }),
  clearAlarmStorm: endpoint({
    method: 'POST',
    path: '/v1/alarms/storms/:stormId/clear',
    summary: `Say why there is nothing left to look at of a storm; ${MAX_STORM_ALARMS_AT_ONCE} alarms at most in one call`,
    tag: 'Alarms',
    access: keepers,
    params: ofStorm,
    body: z.strictObject({ reason }),
    answers: { 200: settledStorm },
    errors: ['telemetry.storm_unknown'],
  }),
  acknowledgeAlarm: endpoint({
    method: 'POST',
    path: '/v1/alarms/:alarmId/acknowledge',
    summary: 'Say that somebody has looked',
    tag: 'Alarms',
    access: keepers,
    params: ofAlarm,
    answers: { 200: alarm },
    errors: ['telemetry.alarm_unknown', 'telemetry.alarm_acknowledged', 'telemetry.alarm_cleared'],
  }),
  clearAlarm: endpoint({
    method: 'POST',
    path: '/v1/alarms/:alarmId/clear',
    summary: 'Say why there is nothing left to look at',
    tag: 'Alarms',
    access: keepers,
    params: ofAlarm,
    body: z.strictObject({ reason }),
    answers: { 200: alarm },
    errors: ['telemetry.alarm_unknown', 'telemetry.alarm_cleared'],
  }),
} as const;
