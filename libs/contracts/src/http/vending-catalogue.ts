import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { rowRefusal } from './imports.js';
import { pageAnswer, pageQuery } from './page.js';

/** Bytes of a list of manufacturers: there are some hundreds in the world. */
export const MAX_MANUFACTURERS_BYTES = 1_048_576;
/** Rows of it that are told of as refused; how many there are is counted. */
export const MAX_REFUSED_SHOWN = 500;
const MAX_NAME_LENGTH = 100;

const tag = 'Catalogue';
const readers = { roles: ['engineer', 'operator', 'clerk'] } as const;
const keepers = { roles: ['engineer', 'operator'] } as const;

export const manufacturerCode = z.string().regex(/^\d{2}(\d{2})?$/, 'a manufacturer’s code has 2 or 4 digits');
/** As meters and models name one. */
export const modelCode = wire.shortCode;
const name = z.string().trim().min(1).max(MAX_NAME_LENGTH);

export const newManufacturer = z
  .strictObject({ code: manufacturerCode.describe('the STS Association’s, which begins a meter’s number'), name })
  .meta({ id: 'NewManufacturer' });

const manufacturer = z.object({ code: z.string(), name: z.string(), changedAt: z.iso.datetime() }).meta({ id: 'Manufacturer' });
export type ManufacturerAnswer = Wire<typeof manufacturer>;

const imported = z
  .object({
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    refusals: z.array(rowRefusal).max(MAX_REFUSED_SHOWN).describe('the first of them, in the order of the file'),
  })
  .meta({ id: 'ImportedManufacturers' });
export type ImportedManufacturersAnswer = Wire<typeof imported>;

const certificate = z.strictObject({
  number: z.string().trim().min(1).max(MAX_NAME_LENGTH),
  edition: z.literal([1, 2]).describe('of the standard that it was tested by'),
  testHouse: name.optional(),
  validUntil: z.iso.date().optional().describe('the last day on which it holds'),
});

const newMeterModel = z
  .strictObject({
    modelCode,
    manufacturerCode,
    name,
    commodity: wire.commodity,
    encryptionAlgorithms: z.array(wire.encryptionAlgorithm).min(1).max(wire.encryptionAlgorithm.options.length),
    decoderKeyAlgorithms: z.array(wire.decoderKeyAlgorithm).min(1).max(wire.decoderKeyAlgorithm.options.length),
    keyChangeTokens: z.literal([2, 3, 4]).describe('tokens that bring it a new key'),
    certificate: certificate.optional(),
  })
  .meta({ id: 'NewMeterModel' });
export type NewMeterModelBody = z.output<typeof newMeterModel>;

const meterModel = newMeterModel.extend({ createdAt: z.iso.datetime(), createdBy: z.string() }).meta({ id: 'MeterModel' });
export type MeterModelAnswer = Wire<typeof meterModel>;

/** What a utility should know of a meter before it relies on it. None of them keeps it from being sold to. */
export const meterWarning = z
  .enum([
    'manufacturer-unknown',
    'model-unknown',
    'model-uncertified',
    'certificate-expired',
    'manufacturer-not-of-model',
    'commodity-not-of-model',
    'algorithms-not-of-model',
  ])
  .meta({ id: 'MeterWarning' });
export type MeterWarning = z.output<typeof meterWarning>;

export const catalogueEndpoints = {
  listManufacturers: endpoint({
    method: 'GET',
    path: '/v1/manufacturers',
    summary: 'List the manufacturers that the utility knows, by code',
    tag,
    access: readers,
    query: pageQuery({}),
    answers: { 200: pageAnswer(manufacturer) },
  }),
  addManufacturer: endpoint({
    method: 'POST',
    path: '/v1/manufacturers',
    summary: 'Add a manufacturer',
    tag,
    access: keepers,
    body: newManufacturer,
    answers: { 201: manufacturer },
    errors: ['vending.manufacturer_exists'],
  }),
  importManufacturers: endpoint({
    method: 'POST',
    path: '/v1/manufacturers/import',
    summary: 'Add manufacturers from a list, and give those that are known the names that it has',
    tag,
    access: keepers,
    consumes: ['text/csv'],
    bodyLimit: MAX_MANUFACTURERS_BYTES,
    body: z.string().describe('CSV in UTF-8 with the header `code,name`'),
    answers: { 200: imported },
    errors: ['vending.import_header_invalid'],
  }),
  listMeterModels: endpoint({
    method: 'GET',
    path: '/v1/meter-models',
    summary: 'List the models of meters, by code',
    tag,
    access: readers,
    query: pageQuery({ manufacturerCode: manufacturerCode.optional() }),
    answers: { 200: pageAnswer(meterModel) },
  }),
  addMeterModel: endpoint({
    method: 'POST',
    path: '/v1/meter-models',
    summary: 'Add a model of meters: what it can do, and by which certificate',
    tag,
    access: { roles: ['engineer'] },
    body: newMeterModel,
    answers: { 201: meterModel },
    errors: ['vending.meter_model_exists'],
  }),
} as const;
