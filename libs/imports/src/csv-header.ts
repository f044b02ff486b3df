import { readRows } from './csv-rows.js';

/** The byte order mark that spreadsheets put before UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** The columns that a file may have, by name. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export type CsvHeader =
  | {
      /** In the order of the file. */
      readonly columns: readonly string[];
      /** The byte that the first row begins at. */
      readonly end: number;
    }
  | {
      /** What is wrong, for people. */
      readonly flaw: string;
    };

/** Reads the first row of a file: the names of its columns, in any order, each once. */
export function readHeader(start: Uint8Array, { required, optional }: Columns, { last }: { readonly last: boolean }): CsvHeader {
  const skipped = BYTE_ORDER_MARK.every((byte, at) => start[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  const [first] = readRows(start.subarray(skipped), { last });
  if (first === undefined) return { flaw: 'there is no header' };
  if ('flaw' in first) return { flaw: 'the header cannot be read: it is no CSV' };

  const columns = first.cells.map((cell) => cell.trim());
  const known = new Set([...required, ...optional]);
  const unknown = columns.find((column) => !known.has(column));
  if (unknown !== undefined) return { flaw: `there is no column ${shown(unknown)}: the columns are ${[...known].join(',')}` };
  const missing = required.find((column) => !columns.includes(column));
  if (missing !== undefined) return { flaw: `the column ${missing} is missing` };
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) return { flaw: `the column ${twice} is there twice` };
  return { columns, end: skipped + first.end };
}

const MAX_SHOWN = 40;

const shown = (name: string): string =>
  JSON.stringify(name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, MAX_SHOWN)) +
  (name.includes(';') ? ' (cells are separated by commas)' : '');
