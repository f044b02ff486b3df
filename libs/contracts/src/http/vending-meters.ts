import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { meterWarning, modelCode } from './vending-catalogue.js';
import { networkNodeCode } from './vending-network.js';
import { meterNumberText } from './vending-values.js';

/** A decoder key for a dispenser's own meter: unique to it. */
export const DEFAULT_KEY_TYPE = 2;

const tag = 'Meters';
const ofMeter = z.object({ meterNumber: meterNumberText });

export const writtenKeyData = {
  supplyGroupCode: wire.supplyGroupCode,
  keyRevision: wire.keyRevision,
  tariffIndex: wire.tariffIndex,
  encryptionAlgorithm: wire.encryptionAlgorithm,
  decoderKeyAlgorithm: wire.decoderKeyAlgorithm,
  baseDate: wire.baseDate,
};

const newMeter = z
  .strictObject({
    meterNumber: meterNumberText,
    ...writtenKeyData,
    keyType: wire.keyType.default(DEFAULT_KEY_TYPE),
    commodity: wire.commodity,
    accountNumber: wire.accountNumber.optional(),
    modelCode: modelCode.optional(),
    networkNode: networkNodeCode.optional().describe('what it hangs on'),
  })
  .meta({ id: 'NewMeter' });
export type NewMeterBody = z.output<typeof newMeter>;

const meterChange = z
  .strictObject({
    ...writtenKeyData,
    keyType: wire.keyType,
    accountNumber: wire.accountNumber.nullable().describe('null: off its account'),
    modelCode: modelCode.nullable().describe('null: of no model that is known'),
    networkNode: networkNodeCode.nullable().describe('null: hanging on nothing that is known'),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing to change')
  .meta({ id: 'MeterChange' });
export type MeterChangeBody = z.output<typeof meterChange>;

export const meter = wire.meterKeyData
  .extend({
    meterId: z.uuid(),
    manufacturerCode: z.string(),
    commodity: wire.commodity,
    accountNumber: wire.accountNumber.optional(),
    modelCode: z.string().optional(),
    networkNode: z.string().optional(),
    replaces: wire.meterNumber.optional().describe('the meter whose place it took'),
    replacedBy: wire.meterNumber.optional().describe('the meter that took its place: nothing is sold to this one any more'),
    warnings: z.array(meterWarning).optional().describe('only where there are any'),
    createdAt: z.iso.datetime(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'Meter' });
export type MeterAnswer = Wire<typeof meter>;

export const meterEndpoints = {
  createMeter: endpoint({
    method: 'POST',
    path: '/v1/meters',
    summary: 'Register a meter',
    tag,
    access: { roles: ['engineer', 'operator'] },
    body: newMeter,
    answers: { 201: meter },
    errors: ['vending.meter_exists', 'vending.meter_number_invalid', 'vending.meter_algorithms_mismatch', 'vending.network_node_unknown'],
  }),
  listMeters: endpoint({
    method: 'GET',
    path: '/v1/meters',
    summary: 'List meters by number',
    tag,
    access: { roles: ['engineer', 'operator', 'clerk'] },
    query: pageQuery({
      accountNumber: wire.accountNumber.optional(),
      supplyGroupCode: wire.supplyGroupCode.optional(),
      keyRevision: z.coerce.number().pipe(wire.keyRevision).optional(),
      numberPrefix: z
        .string()
        .regex(/^\d{1,13}$/, 'the digits that a number begins with')
        .optional(),
      networkNode: networkNodeCode.optional().describe('meters that hang on it, or on anything below it'),
      warned: z.literal('true').optional().describe('those alone that have warnings'),
    }),
    answers: { 200: pageAnswer(meter) },
  }),
  readMeter: endpoint({
    method: 'GET',
    path: '/v1/meters/:meterNumber',
    summary: 'Read a meter',
    tag,
    access: { roles: ['engineer', 'operator', 'clerk', 'vendor'] },
    params: ofMeter,
    answers: { 200: meter },
    errors: ['vending.meter_unknown', 'vending.meter_number_invalid'],
  }),
  changeMeter: endpoint({
    method: 'PATCH',
    path: '/v1/meters/:meterNumber',
    summary: 'Change a meter’s account, model, place in the network or key data',
    tag,
    access: { roles: ['engineer'] },
    params: ofMeter,
    body: meterChange,
    answers: { 200: meter },
    errors: [
      'vending.meter_unknown',
      'vending.meter_number_invalid',
      'vending.network_node_unknown',
      'vending.meter_algorithms_mismatch',
      'vending.key_change_pending',
      'vending.meter_replaced',
    ],
  }),
} as const;
