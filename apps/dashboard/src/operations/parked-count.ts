import { queryOptions } from '@tanstack/react-query';
import { parkedAt, SERVICES } from './services.js';

/** More than anybody decides about one by one. */
const COUNTED = 100;
const READ_AGAIN_MS = 15_000;
/** What waits for somebody; what is held only waits behind it. */
const WAITING = ['parked', 'awaiting-approval'] as const;

/** Of all services together; `more` where one of them has more than are counted. */
export const parkedCountQuery = queryOptions({
  queryKey: ['parked', 'count'],
  queryFn: async ({ signal }) => {
    const lists = SERVICES.flatMap((service) =>
      WAITING.map((state) => parkedAt(service).listParkedMessages({ query: { state, limit: COUNTED }, signal })),
    );
    const pages = (await Promise.all(lists)).map(({ body }) => body);
    return {
      count: pages.reduce((total, { items }) => total + items.length, 0),
      more: pages.some(({ nextCursor }) => nextCursor !== undefined),
    };
  },
  refetchInterval: READ_AGAIN_MS,
});
