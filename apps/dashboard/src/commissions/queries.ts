import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const commissionNow = (vendorId: string) =>
  queryOptions({
    queryKey: ['commission', vendorId, 'now'],
    queryFn: async ({ signal }) => (await vending.readCommission({ params: { vendorId }, signal })).body,
  });

export const commissionVersions = (vendorId: string) =>
  paged(
    ['commission', vendorId, 'versions'],
    async (cursor, signal) => (await vending.listCommissions({ params: { vendorId }, query: { cursor }, signal })).body,
  );

/** After it was set, or somebody has asked for more of it. */
export const commissionChanged = (queries: QueryClient, vendorId: string): Promise<unknown> =>
  Promise.all(['commission', 'vendor-changes'].map((name) => queries.invalidateQueries({ queryKey: [name, vendorId] })));
