import { z } from 'zod';
import { endpoint, readByDomain } from './endpoint.js';
import { importRun, MAX_IMPORT_BYTES } from './imports.js';

const tag = 'Meters';
const access = { roles: ['engineer', 'operator'] } as const;
const ofImport = z.object({ importId: z.uuid() });

/** The columns of a file of meters. */
export const METER_COLUMNS = {
  required: [
    ...['meterNumber', 'supplyGroupCode', 'keyRevision', 'tariffIndex', 'encryptionAlgorithm', 'decoderKeyAlgorithm'],
    ...['baseDate', 'commodity'],
  ],
  optional: ['accountNumber', 'modelCode', 'networkNode'],
} as const;

export const meterImportEndpoints = {
  importMeters: endpoint({
    method: 'POST',
    path: '/v1/meters/imports',
    summary: 'Register the meters of a file; each row is accepted or refused by itself',
    tag,
    access,
    consumes: ['text/csv'],
    streamed: true,
    bodyLimit: MAX_IMPORT_BYTES,
    body: readByDomain(
      z.string().describe(`CSV in UTF-8, at most ${MAX_IMPORT_BYTES} bytes. Its header names the columns in any order:
${METER_COLUMNS.required.join(', ')}; and, where there are such, ${METER_COLUMNS.optional.join(', ')}`),
    ),
    answers: { 202: z.object({ importId: z.uuid() }).meta({ id: 'ImportBegun' }) },
    errors: ['vending.import_header_invalid', 'vending.import_too_large'],
  }),
  readMeterImport: endpoint({
    method: 'GET',
    path: '/v1/meters/imports/:importId',
    summary: 'How far an import has come',
    tag,
    access,
    params: ofImport,
    answers: { 200: importRun },
    errors: ['vending.import_unknown'],
  }),
  reportMeterImport: endpoint({
    method: 'GET',
    path: '/v1/meters/imports/:importId/report.csv',
    summary: 'What was refused so far, as CSV: row, column, code, message, value; safe to open in a spreadsheet',
    tag,
    access,
    params: ofImport,
    answers: { 200: 'text/csv' },
    errors: ['vending.import_unknown'],
  }),
} as const;
