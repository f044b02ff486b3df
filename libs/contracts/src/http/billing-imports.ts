import { z } from 'zod';
import { endpoint, readByDomain } from './endpoint.js';
import { importRun, MAX_IMPORT_BYTES } from './imports.js';

const tag = 'Accounts';
const access = { roles: ['clerk', 'operator'] } as const;
const ofImport = z.object({ importId: z.uuid() });

/** The columns of a file of accounts. */
export const ACCOUNT_COLUMNS = { required: ['accountNumber', 'name'], optional: ['tariffCode'] } as const;

export const importErrors = {
  'billing.import_header_invalid': 422,
  'billing.import_too_large': 413,
  'billing.import_unknown': 404,
} as const;

export const accountImportEndpoints = {
  importAccounts: endpoint({
    method: 'POST',
    path: '/v1/accounts/imports',
    summary: 'Open the accounts of a file; each row is accepted or refused by itself',
    tag,
    access,
    consumes: ['text/csv'],
    streamed: true,
    bodyLimit: MAX_IMPORT_BYTES,
    body: readByDomain(
      z.string().describe(`CSV in UTF-8, at most ${MAX_IMPORT_BYTES} bytes. Its header names the columns in any order:
${ACCOUNT_COLUMNS.required.join(', ')}; and, where there are such, ${ACCOUNT_COLUMNS.optional.join(', ')}`),
    ),
    answers: { 202: z.object({ importId: z.uuid() }).meta({ id: 'ImportBegun' }) },
    errors: ['billing.import_header_invalid', 'billing.import_too_large'],
  }),
  readAccountImport: endpoint({
    method: 'GET',
    path: '/v1/accounts/imports/:importId',
    summary: 'How far an import has come',
    tag,
    access,
    params: ofImport,
    answers: { 200: importRun },
    errors: ['billing.import_unknown'],
  }),
  reportAccountImport: endpoint({
    method: 'GET',
    path: '/v1/accounts/imports/:importId/report.csv',
    summary: 'What was refused so far, as CSV: row, column, code, message, value; safe to open in a spreadsheet',
    tag,
    access,
    params: ofImport,
    answers: { 200: 'text/csv' },
    errors: ['billing.import_unknown'],
  }),
} as const;
