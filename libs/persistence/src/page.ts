import type { z } from 'zod';
import { PersistenceError } from './persistence-error.js';

export const MAX_PAGE = 500;
export const DEFAULT_PAGE = 50;
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

/**
 * Makes a page of the rows of a query with `limit + 1` rows: the extra one only tells that there is more.
 *
 * @param cursorOf the cursor that continues after this row
 */
export function page<T>(rows: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items };
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
