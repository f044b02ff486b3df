import { CsvError, parse } from 'csv-parse/sync';

/** Bytes of a row at most: many times what the widest row of any import needs. */
export const MAX_ROW_BYTES = 4_096;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What keeps a row from being read at all. */
export type RowFlaw = 'malformed' | 'too-large';

/** One row of a window, and where it ends: the byte of the window that the next row begins at. */
export type CsvRow =
  | { readonly cells: readonly string[]; readonly end: number }
  | {
      readonly flaw: RowFlaw;
      readonly end: number;
      /** The row goes on beyond the window: what comes first in the next one is the rest of it. */
      readonly cut: boolean;
    };

export interface WindowOptions {
  /** Nothing comes after this window. */
  readonly last: boolean;
}

/**
 * Reads the rows that end within a window of a CSV file (RFC 4180; rows may end with LF, CRLF or CR). A row that is not whole at the
 * end of the window is left for the next one, which begins where the last row ended; so whoever reads holds one window and no more.
 * A row that cannot be read is told of as such, and reading goes on with the next line.
 *
 * @param window bytes of UTF-8; what is no UTF-8 comes as U+FFFD
 */
export function readRows(window: Uint8Array, { last }: WindowOptions): readonly CsvRow[] {
  const bytes = Buffer.from(window.buffer, window.byteOffset, window.byteLength);
  const rows: CsvRow[] = [];
  for (let start = 0; start < bytes.length;) {
    const flaw = readUntilFlaw(bytes, start, rows);
    start = rows.at(-1)?.end ?? 0;
    if (flaw === undefined) break;
    if (!last && bytes.length - start <= MAX_ROW_BYTES) break;
    const end = nextLine(bytes, start);
    rows.push({ flaw, end: end ?? bytes.length, cut: end === undefined && !last });
    start = end ?? bytes.length;
  }
  return last ? rows : rows.filter((row) => row.end < bytes.length || 'flaw' in row);
}

/** How much of a window is the rest of a row that was too large for the one before. */
export const restOfRow = (window: Uint8Array): number | undefined => nextLine(Buffer.from(window), 0);

/** Adds the rows from `start` on; what is wrong with the one after them, where one cannot be read. */
function readUntilFlaw(bytes: Buffer, start: number, rows: CsvRow[]): RowFlaw | undefined {
  try {
    parse(bytes.subarray(start), {
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: MAX_ROW_BYTES,
      on_record: (cells: string[], { bytes: end }) => {
        rows.push({ cells, end: start + end });
        return null;
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.code === 'CSV_MAX_RECORD_SIZE' ? 'too-large' : 'malformed';
  }
}

/** Where the line after this one begins; undefined where no line ends. */
function nextLine(bytes: Buffer, start: number): number | undefined {
  const feed = bytes.indexOf(LINE_FEED, start);
  const carriage = bytes.indexOf(CARRIAGE_RETURN, start);
  if (feed === -1 && carriage === -1) return undefined;
  const first = Math.min(feed === -1 ? bytes.length : feed, carriage === -1 ? bytes.length : carriage);
  return first === carriage && feed === carriage + 1 ? feed + 1 : first + 1;
}
