import { DEFAULT_PAGE, MAX_PAGE } from '@openprepay/contracts/http/page';
import { z } from 'zod';

const MAX_CURSOR = 1_024;

/** `?cursor=&limit=` of every list. */
export const pageQueryShape = {
  cursor: z.string().max(MAX_CURSOR).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
} as const;

export const pageQuery = z.object(pageQueryShape);
export type PageQuery = z.output<typeof pageQuery>;

/** The answer of every list. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().optional() });
