import type { z } from 'zod';
import { PersistenceError } from './persistence-error.js';

/** Longer cursors are none of ours. */
const MAX_CURSOR_LENGTH = 1_024;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** Packs the sort key of a page's last row; opaque to callers, who only hand it back. */
export const encodeCursor = (values: readonly (string | number)[]): string => Buffer.from(JSON.stringify(values)).toString('base64url');

/**
 * Reads a cursor that `encodeCursor` made; `schema` says what it must hold, so that a forged one never reaches SQL.
 *
 * @throws {PersistenceError} `request.cursor_invalid`
 */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(cursor.length <= MAX_CURSOR_LENGTH ? parseJson(cursor) : undefined);
  if (!parsed.success) throw new PersistenceError('request.cursor_invalid', 'the cursor is not one that this list gave out');
  return parsed.data;
}

/** The sort key that a list continues after, as its cursor carries it: `const cursor = cursorOf(z.tuple([z.uuid()]))`. */
export interface Cursor<Values extends readonly (string | number)[]> {
  /**
   * The values of a cursor that came back; undefined on the first page.
   *
   * @throws {PersistenceError} `request.cursor_invalid`
   */
  read(text: string | undefined): Values | undefined;
  write(values: Values): string;
}

export const cursorOf = <Values extends readonly (string | number)[]>(shape: z.ZodType<Values>): Cursor<Values> => ({
  read: (text) => (text === undefined ? undefined : decodeCursor(text, shape)),
  write: encodeCursor,
});

/**
 * Makes a page of the rows of a query with `limit + 1` rows: the extra one only tells that there is more.
 *
 * @param cursorAfter the cursor that continues after this row: `(row) => cursor.write([row.id])`
 */
export function pageOf<T>(rows: readonly T[], limit: number, cursorAfter: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorAfter(last) } : { items };
}

/** The same page of something else: `mapPage(await this.findAccounts.execute(caller, query), accountToApi)`. */
export const mapPage = <From, To>({ items, ...rest }: Page<From>, map: (item: From) => To): Page<To> => ({
  ...rest,
  items: items.map(map),
});

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
