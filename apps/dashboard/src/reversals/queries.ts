import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { vending } from '../api/vending.js';

/** What was asked about one sale: at most one request of it waits, and few were refused before. */
export const reversalsOf = (vendId: string, mayAsk: boolean) =>
  queryOptions({
    queryKey: ['vend', vendId, 'reversals'],
    queryFn: async ({ signal }) => (await vending.listReversals({ query: { vendId }, signal })).body.items,
    enabled: mayAsk,
  });

/** A sale that is taken back gives back what it took: the sale, its lists and the float are read again. */
export const readReversedAgain = (queries: QueryClient): Promise<unknown> =>
  Promise.all(['vend', 'vends', 'sales', 'vendor', 'vendors', 'movements'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
