import { z } from 'zod';

/** What is wrong with one row of a file, besides the codes that the service has for one thing of the kind. */
export const rowFlawCodes = [
  'import.row_malformed',
  'import.row_too_large',
  'import.row_cells',
  'import.cell_missing',
  'import.cell_invalid',
  'import.cell_encoding',
] as const;

export const rowRefusal = z
  .object({
    row: z.int().positive().describe('of the file, whose header is row 1'),
    column: z.string().optional().describe('the name of the column; without one it is the row as a whole'),
    code: z.string().describe(`${rowFlawCodes.join(', ')}, or a code of the service`),
    message: z.string(),
  })
  .meta({ id: 'RowRefusal' });
export type RowRefusal = z.output<typeof rowRefusal>;

/** What has become of a file. */
export const importRun = z
  .object({
    importId: z.uuid(),
    state: z.enum(['waiting', 'done']).describe('`done`: every row was accepted or refused'),
    rows: z.int().describe('accepted and refused so far, blank ones left out'),
    accepted: z.int(),
    refused: z.int(),
    bytes: z.int(),
    bytesDone: z.int(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ImportRun' });
export type ImportRunAnswer = z.input<typeof importRun>;

/** Bytes of a file at most. */
export const MAX_IMPORT_BYTES = 256 * 1_048_576;
