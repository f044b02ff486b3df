import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { oneLine, reason } from './text.js';
import { meterNumberText } from './vending-values.js';

const tag = 'Campaigns';
const engineer = { roles: ['engineer'] } as const;
const readers = { roles: ['engineer', 'operator'] } as const;
const ofCampaign = z.object({ campaignId: z.uuid() });
const MAX_NAME_LENGTH = 100;

/** Most meters that one request names. */
export const MAX_NAMED_METERS = 5_000;
/** Bytes of a request that names as many. */
const NAMED_METERS_LIMIT = 131_072;
/** No vault makes more sets in a minute. */
const MAX_RATE_PER_MINUTE = 1_000_000;

export const campaignStates = ['planned', 'running', 'paused', 'cancelled', 'completed'] as const;
export type CampaignState = (typeof campaignStates)[number];
export const campaignMeterStates = ['waiting', 'issued', 'delivered', 'confirmed', 'refused', 'exempt'] as const;
export type CampaignMeterState = (typeof campaignMeterStates)[number];
export const campaignChannels = ['vend', 'mqtt'] as const;
export type CampaignChannel = (typeof campaignChannels)[number];

const meterNumbers = z.array(meterNumberText).min(1).max(MAX_NAMED_METERS);

const selection = z
  .strictObject({
    supplyGroupCode: wire.supplyGroupCode.optional(),
    keyRevision: wire.keyRevision.optional(),
    baseDate: wire.baseDate.optional(),
    networkNode: wire.shortCode.optional().describe('this part of the network and all that it feeds'),
    meterNumbers: meterNumbers.optional(),
  })
  .refine((select) => Object.values(select).some((value) => value !== undefined), 'a campaign is of some meters, not of all')
  .meta({ id: 'CampaignSelection', description: 'meters that are all of these; those that have the new key already are left out' });

const newKey = z
  .strictObject({
    supplyGroupCode: wire.supplyGroupCode,
    keyRevision: wire.keyRevision,
    tariffIndex: wire.tariffIndex,
    baseDate: wire.baseDate,
    decoderKeyAlgorithm: wire.decoderKeyAlgorithm,
    encryptionAlgorithm: wire.encryptionAlgorithm,
  })
  .partial()
  .refine((to) => Object.values(to).some((value) => value !== undefined), 'nothing to change')
  .meta({ id: 'CampaignKey', description: 'what becomes different of each meter’s key; the rest stays' });

const counts = z
  .object({
    selected: z.int(),
    waiting: z.int(),
    issued: z.int(),
    delivered: z.int(),
    confirmed: z.int(),
    refused: z.int(),
    exempt: z.int(),
  })
  .meta({
    id: 'CampaignCounts',
    description:
      'selected is the sum of the others: waiting for their sets, with a set that nobody was handed, with one in somebody’s hand, with the new key, refused by vault or meter or taken back, left out by a person',
  });

const newCampaign = {
  code: wire.shortCode,
  name: oneLine(MAX_NAME_LENGTH),
  select: selection,
  to: newKey,
  channels: z
    .array(z.enum(campaignChannels))
    .min(1)
    .max(campaignChannels.length)
    .describe('vend: a sale gives its meter the set at once, ahead of its turn; mqtt: sets are sent to connected meters'),
  ratePerMinute: z.int().min(1).max(MAX_RATE_PER_MINUTE).optional().describe('sets asked for in a minute; as fast as may be without'),
  startsAt: z.iso.datetime().optional().describe('no set is asked for before'),
  endsAt: z.iso.datetime().optional().describe('no set is asked for from then on'),
};

const campaign = z
  .object({
    campaignId: z.uuid(),
    ...newCampaign,
    select: z.object({ ...selection.shape, meterNumbers: z.array(wire.meterNumber).optional() }),
    state: z.enum(campaignStates),
    counts,
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    startedAt: z.iso.datetime().optional(),
    selectedAt: z.iso
      .datetime()
      .optional()
      .describe('since when its meters are all counted; what belongs to it does not change with the meters'),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Campaign', description: 'another key for many meters' });
export type CampaignAnswer = Wire<typeof campaign>;

const campaignProgress = campaign
  .extend({
    forecastEnd: z.iso.datetime().optional().describe('when all sets will have been asked for and closed, at the pace so far'),
    burnDown: z
      .array(z.object({ day: z.iso.date(), ...counts.shape }))
      .describe('how many were how far at the end of each day (UTC) on which something came further'),
    steps: z
      .array(
        z.object({
          step: z.enum(['start', 'pause', 'resume', 'cancel', 'complete']),
          at: z.iso.datetime(),
          by: z.string().optional().describe('absent: the campaign has come to its end by itself'),
          reason: z.string().optional(),
        }),
      )
      .describe('oldest first'),
  })
  .meta({ id: 'CampaignProgress' });
export type CampaignProgressAnswer = Wire<typeof campaignProgress>;

const key = z.object({
  supplyGroupCode: wire.supplyGroupCode,
  keyRevision: wire.keyRevision,
  tariffIndex: wire.tariffIndex,
  baseDate: wire.baseDate,
});

const campaignMeter = z
  .object({
    meterNumber: wire.meterNumber,
    networkNode: wire.shortCode.optional(),
    state: z.enum(campaignMeterStates),
    from: key,
    to: key,
    addedBy: z.string().optional().describe('of a meter that was added by name'),
    keyChangeId: z.uuid().optional(),
    issuedAt: z.iso.datetime().optional(),
    issuedBy: z.string().optional().describe('who started the campaign, or sold to the meter'),
    deliveredAt: z.iso.datetime().optional(),
    deliveredThrough: z
      .enum(campaignChannels)
      .optional()
      .describe('vend: with a sale, at a till or before the token of an order; mqtt: by the head-end'),
    confirmedAt: z.iso.datetime().optional(),
    evidence: z.string().optional().describe('what shows that the meter has its new key'),
    refusal: z.object({ code: z.string(), reason: z.string() }).optional(),
    exempt: z.object({ reason: z.string(), by: z.string().optional().describe('absent: it had the key already') }).optional(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'CampaignMeter' });
export type CampaignMeterAnswer = Wire<typeof campaignMeter>;

const campaignPart = z.object({ networkNode: wire.shortCode, counts }).meta({
  id: 'CampaignPart',
  description: 'how far the meters on a part of the network have come; those that it feeds through another part are that one’s',
});
export type CampaignPartAnswer = Wire<typeof campaignPart>;

const unknown = ['vending.campaign_unknown'] as const;
const moving = [...unknown, 'vending.campaign_state_invalid', 'vending.staff_required'] as const;
const withReason = z.strictObject({ reason });

export const campaignEndpoints = {
  createCampaign: endpoint({
    method: 'POST',
    path: '/v1/campaigns',
    summary: 'Plan another key for many meters; says how many there are now',
    tag,
    access: engineer,
    bodyLimit: NAMED_METERS_LIMIT,
    body: z
      .strictObject(newCampaign)
      .refine(
        ({ startsAt, endsAt }) => startsAt === undefined || endsAt === undefined || Date.parse(startsAt) < Date.parse(endsAt),
        'it ends before it starts',
      ),
    answers: { 201: campaignProgress },
    errors: ['vending.campaign_exists', 'vending.meter_number_invalid', 'vending.staff_required'],
  }),
  listCampaigns: endpoint({
    method: 'GET',
    path: '/v1/campaigns',
    summary: 'List campaigns, newest first',
    tag,
    access: readers,
    query: pageQuery({ state: z.enum(campaignStates).optional() }),
    answers: { 200: pageAnswer(campaign) },
  }),
  readCampaign: endpoint({
    method: 'GET',
    path: '/v1/campaigns/:campaignId',
    summary: 'How far a campaign has come',
    tag,
    access: readers,
    params: ofCampaign,
    answers: { 200: campaignProgress },
    errors: unknown,
  }),
  startCampaign: endpoint({
    method: 'POST',
    path: '/v1/campaigns/:campaignId/start',
    summary: 'Start a campaign: the meters that there are now belong to it, and get their sets at its rate',
    tag,
    access: engineer,
    params: ofCampaign,
    answers: { 200: campaignProgress },
    errors: moving,
  }),
  pauseCampaign: endpoint({
    method: 'POST',
    path: '/v1/campaigns/:campaignId/pause',
    summary: 'Have a campaign ask for no more sets; those that were asked for still come',
    tag,
    access: engineer,
    params: ofCampaign,
    body: withReason,
    answers: { 200: campaignProgress },
    errors: moving,
  }),
  resumeCampaign: endpoint({
    method: 'POST',
    path: '/v1/campaigns/:campaignId/resume',
    summary: 'Have a paused campaign go on where it was',
    tag,
    access: engineer,
    params: ofCampaign,
    answers: { 200: campaignProgress },
    errors: moving,
  }),
  cancelCampaign: endpoint({
    method: 'POST',
    path: '/v1/campaigns/:campaignId/cancel',
    summary: 'End a campaign for good; meters that have their sets keep them',
    tag,
    access: engineer,
    params: ofCampaign,
    body: withReason,
    answers: { 200: campaignProgress },
    errors: moving,
  }),
  listCampaignMeters: endpoint({
    method: 'GET',
    path: '/v1/campaigns/:campaignId/meters',
    summary: 'The meters of a campaign and how far each has come, by number',
    tag,
    access: readers,
    params: ofCampaign,
    query: pageQuery({ state: z.enum(campaignMeterStates).optional() }),
    answers: { 200: pageAnswer(campaignMeter) },
    errors: unknown,
  }),
  listCampaignParts: endpoint({
    method: 'GET',
    path: '/v1/campaigns/:campaignId/parts',
    summary: 'How far a campaign has come on each part of the network, by its code; a meter is where it stood when it was counted',
    tag,
    access: readers,
    params: ofCampaign,
    query: pageQuery({}),
    answers: { 200: pageAnswer(campaignPart) },
    errors: unknown,
  }),
  addCampaignMeters: endpoint({
    method: 'POST',
    path: '/v1/campaigns/:campaignId/meters',
    summary: 'Add late comers by name, once the campaign has started; what was refused or left out is tried again',
    tag,
    access: engineer,
    bodyLimit: NAMED_METERS_LIMIT,
    params: ofCampaign,
    body: z.strictObject({ meterNumbers }),
    answers: {
      200: z
        .object({
          added: z.int(),
          again: z.int().describe('that are tried again'),
          unknown: z.array(wire.meterNumber).describe('that there are no such meters of'),
        })
        .meta({ id: 'CampaignMetersAdded' }),
    },
    errors: [...moving, 'vending.meter_number_invalid'],
  }),
  changeCampaignMeter: endpoint({
    method: 'PATCH',
    path: '/v1/campaigns/:campaignId/meters/:meterNumber',
    summary: 'Leave a meter out of a campaign, with a reason; a set that it has already is not taken back',
    tag,
    access: engineer,
    params: ofCampaign.extend({ meterNumber: meterNumberText }),
    body: z.strictObject({ exempt: z.strictObject({ reason }) }),
    answers: { 200: campaignMeter },
    errors: [
      ...unknown,
      'vending.campaign_meter_unknown',
      'vending.campaign_meter_confirmed',
      'vending.meter_number_invalid',
      'vending.staff_required',
    ],
  }),
  exportCampaignEvidence: endpoint({
    method: 'GET',
    path: '/v1/campaigns/:campaignId/evidence.csv',
    summary: 'Every meter of a campaign with what shows how far it has come, as CSV; safe to open in a spreadsheet',
    tag,
    access: readers,
    params: ofCampaign,
    answers: { 200: 'text/csv' },
    errors: unknown,
  }),
} as const;
