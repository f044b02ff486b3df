import { z } from 'zod';

/** The most items that one answer has, and what it has unless asked otherwise. */
export const MAX_PAGE = 500;
export const DEFAULT_PAGE = 50;
/** Longer cursors are none of ours. */
export const MAX_CURSOR_LENGTH = 1_024;

const pageFields = {
  cursor: z
    .string()
    .max(MAX_CURSOR_LENGTH)
    .transform((cursor) => (cursor === '' ? undefined : cursor))
    .optional()
    .describe('`nextCursor` of the page before; an empty one is none'),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
};

/** The query of every list; filters of its own are `extra`. An unknown parameter is refused, as a misspelt filter would show too much. */
export const pageQuery = <Extra extends z.core.$ZodLooseShape>(extra: Extra): z.ZodObject<typeof pageFields & Extra, z.core.$strict> =>
  z.strictObject({ ...pageFields, ...extra });

/** What a use case of a list takes: a page and its filters. */
export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The answer of every list; `nextCursor` is there where there is more. */
export const pageAnswer = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item).max(MAX_PAGE), nextCursor: z.string().optional() });
