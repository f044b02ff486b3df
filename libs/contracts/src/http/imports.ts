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
