import { ACCOUNT_COLUMNS } from '@openprepay/contracts/http/billing-imports';
import type { ImportRunAnswer } from '@openprepay/contracts/http/imports';
import { METER_COLUMNS } from '@openprepay/contracts/http/vending-imports';
import type { Role } from '@openprepay/contracts/identity';
import { billing } from '../api/billing.js';
import { vending } from '../api/vending.js';

/** A file is sent for as long as it takes: a quarter of a gigabyte by a slow line. */
const UPLOAD_MS = 3_600_000;

export const FILE_KINDS = ['meters', 'accounts'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

interface FileDoor {
  /** Who may send such a file. */
  readonly roles: readonly Role[];
  readonly columns: { readonly required: readonly string[]; readonly optional: readonly string[] };
  begin(file: File): Promise<string>;
  read(importId: string, signal: AbortSignal): Promise<ImportRunAnswer>;
  /** What was refused so far, as CSV. */
  report(importId: string, signal?: AbortSignal): Promise<string>;
}

const given = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

/** Each kind of file goes to the service that keeps what is in it. */
export const DOORS: Readonly<Record<FileKind, FileDoor>> = {
  meters: {
    roles: ['engineer', 'operator'],
    columns: METER_COLUMNS,
    begin: async (file) => (await vending.importMeters({ body: file, timeoutMs: UPLOAD_MS })).body.importId,
    read: async (importId, signal) => (await vending.readMeterImport({ params: { importId }, signal })).body,
    report: async (importId, signal) => (await vending.reportMeterImport({ params: { importId }, ...given(signal) })).body,
  },
  accounts: {
    roles: ['clerk', 'operator'],
    columns: ACCOUNT_COLUMNS,
    begin: async (file) => (await billing.importAccounts({ body: file, timeoutMs: UPLOAD_MS })).body.importId,
    read: async (importId, signal) => (await billing.readAccountImport({ params: { importId }, signal })).body,
    report: async (importId, signal) => (await billing.reportAccountImport({ params: { importId }, ...given(signal) })).body,
  },
};
