import { z } from 'zod';
import { meterNumber } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const engineer = { roles: ['engineer'] } as const;
const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;

/** Seconds between two readings that a meter can be told. */
const MIN_INTERVAL_SECONDS = 1;
const MAX_INTERVAL_SECONDS = 86_400;
const MAX_POWER_LIMIT_WATTS = 10_000_000;
/** A command lives so long unless said; a relay is not to open hours later by oversight. */
export const COMMAND_SECONDS = 60;
const MAX_COMMAND_SECONDS = 7 * 86_400;

const intervalSeconds = z.int().min(MIN_INTERVAL_SECONDS).max(MAX_INTERVAL_SECONDS);
const tariffIndex = z.string().regex(/^\d{2}$/, 'two digits');
const powerLimitWatts = z.int().min(1).max(MAX_POWER_LIMIT_WATTS);
const relay = z.enum(['open', 'closed']);

export const commandState = z.enum(['queued', 'sent', 'acknowledged', 'done', 'failed', 'expired', 'superseded']);
export const commandKind = z.enum(['read-now', 'relay-open', 'relay-close', 'set-interval', 'set-tariff-index', 'set-power-limit']);

const noParams = z.strictObject({}).default({});
const expiresInSeconds = z.int().min(1).max(MAX_COMMAND_SECONDS).default(COMMAND_SECONDS);
const life = { expiresInSeconds };
const command = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('read-now'), params: noParams, ...life }),
    z.strictObject({ kind: z.literal('relay-open'), params: noParams, ...life }),
    z.strictObject({ kind: z.literal('relay-close'), params: noParams, ...life }),
    z.strictObject({ kind: z.literal('set-interval'), params: z.strictObject({ seconds: intervalSeconds }), ...life }),
    z.strictObject({ kind: z.literal('set-tariff-index'), params: z.strictObject({ tariffIndex }), ...life }),
    z.strictObject({ kind: z.literal('set-power-limit'), params: z.strictObject({ watts: powerLimitWatts }), ...life }),
  ])
  .meta({ id: 'MeterCommand' });

const sentCommand = z
  .object({
    commandId: z.uuid(),
    meterNumber: z.string(),
    kind: commandKind,
    params: z.record(z.string(), z.unknown()),
    state: commandState.describe('`done` only by what the meter has reported since; its word that it took the command is `acknowledged`'),
    code: z.string().optional().describe('why it failed, as the meter said'),
    origin: z.enum(['person', 'desired']).describe('`desired`: sent because the meter is not as it is wished to be'),
    requestedBy: z.string(),
    requestedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    sentAt: z.iso.datetime().optional(),
    acknowledgedAt: z.iso.datetime().optional(),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'SentCommand' });
export type SentCommandAnswer = Wire<typeof sentCommand>;

export const shadowSettings = z
  .object({
    relay: relay.optional(),
    intervalSeconds: intervalSeconds.optional(),
    tariffIndex: tariffIndex.optional(),
    powerLimitWatts: powerLimitWatts.optional(),
  })
  .meta({ id: 'MeterSettings' });
export const settingNames = z.enum(['relay', 'intervalSeconds', 'tariffIndex', 'powerLimitWatts']);

/** How a meter is wished to be, how it says that it is, and where the two differ. */
export const shadowWish = {
  desired: shadowSettings,
  reported: shadowSettings.describe('as the meter said it last'),
  drift: z.array(settingNames).describe('what is wished and not reported so'),
};

const wish = z.object({ meterNumber: z.string(), ...shadowWish }).meta({ id: 'MeterWish' });
export type MeterWishAnswer = Wire<typeof wish>;

const ofMeter = z.object({ meterNumber });
const tag = 'Meters';

/** What meters are told, and what became of it. */
export const commandEndpoints = {
  sendCommand: endpoint({
    method: 'POST',
    path: '/v1/meters/:meterNumber/commands',
    summary: 'Tell a meter something: it waits until the meter is connected, or has expired',
    tag,
    access: engineer,
    params: ofMeter,
    body: command,
    answers: { 202: sentCommand },
    errors: ['telemetry.meter_unknown', 'telemetry.meter_offline', 'telemetry.command_unsupported'],
  }),
  listCommands: endpoint({
    method: 'GET',
    path: '/v1/meters/:meterNumber/commands',
    summary: 'List what a meter was told, newest first',
    tag,
    access: staff,
    params: ofMeter,
    query: pageQuery({ state: commandState.optional() }),
    answers: { 200: pageAnswer(sentCommand) },
    errors: ['telemetry.meter_unknown'],
  }),
  readCommand: endpoint({
    method: 'GET',
    path: '/v1/meters/:meterNumber/commands/:commandId',
    summary: 'Read what became of a command',
    tag,
    access: staff,
    params: ofMeter.extend({ commandId: z.uuid() }),
    answers: { 200: sentCommand },
    errors: ['telemetry.command_unknown'],
  }),
  wishMeter: endpoint({
    method: 'PUT',
    path: '/v1/meters/:meterNumber/desired',
    summary: 'Say how a meter is to be: it is told again, with growing pauses, until it reports so; what is left out is withdrawn',
    tag,
    access: engineer,
    params: ofMeter,
    body: z.strictObject(shadowSettings.shape),
    answers: { 200: wish },
    errors: ['telemetry.meter_unknown', 'telemetry.command_unsupported'],
  }),
} as const;
