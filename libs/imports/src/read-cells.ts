import { z } from 'zod';

/** What is wrong with one cell of a row, or with the row, where no column is named. */
export interface CellFlaw {
  readonly column: string | undefined;
  readonly code: string;
  /** For people; never longer than a line. */
  readonly message: string;
}

export type ReadCells<T> = { readonly value: T } | { readonly flaws: readonly CellFlaw[] };

const NOT_UTF8 = '\u{fffd}';
const MAX_MESSAGE = 200;

/** A row that has nothing in it, as spreadsheets leave them at the end. */
export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Reads a row by the names of its columns; an empty cell is none. Every cell that is wrong is told of. */
export function readCells<Schema extends z.ZodType>(
  cells: readonly string[],
  columns: readonly string[],
  schema: Schema,
): ReadCells<z.output<Schema>> {
  if (cells.length !== columns.length) {
    const message = `the row has ${cells.length} cells, the header ${columns.length}`;
    return { flaws: [{ column: undefined, code: 'import.row_cells', message }] };
  }
  const undecoded = columns.filter((_, at) => cells[at]?.includes(NOT_UTF8) === true);
  if (undecoded.length > 0) return { flaws: undecoded.map((column) => ({ column, code: 'import.cell_encoding', message: 'not UTF-8' })) };

  const read = schema.safeParse(Object.fromEntries(columns.map((column, at) => [column, cells[at]?.trim() || undefined])));
  if (read.success) return { value: read.data };
  const flaws = new Map<string | undefined, CellFlaw>();
  for (const { path, message } of read.error.issues) {
    const column = path[0] === undefined ? undefined : String(path[0]);
    const missing = column !== undefined && !cells[columns.indexOf(column)]?.trim();
    const code = missing ? 'import.cell_missing' : 'import.cell_invalid';
    if (!flaws.has(column)) flaws.set(column, { column, code, message: message.slice(0, MAX_MESSAGE) });
  }
  return { flaws: [...flaws.values()] };
}
