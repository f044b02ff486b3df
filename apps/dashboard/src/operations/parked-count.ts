import { queryOptions } from '@tanstack/react-query';
import { parkedAt, SERVICES } from './services.js';

const READ_AGAIN_MS = 15_000;

/** What waits for somebody's decision in all services together, as they count it themselves. */
export const parkedCountQuery = queryOptions({
  queryKey: ['parked', 'count'],
  queryFn: async ({ signal }) => {
    const answers = await Promise.all(SERVICES.map((service) => parkedAt(service).readOperations({ signal })));
    return answers.reduce((total, { body }) => total + body.parkedMessages, 0);
  },
  refetchInterval: READ_AGAIN_MS,
});
