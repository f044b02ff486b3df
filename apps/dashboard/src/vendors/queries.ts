import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

/** Utilities with more vendors than one answer has are rare: theirs are reached by "Show more". */
const VENDORS_AT_ONCE = 500;

export const listOfVendors = infiniteQueryOptions({
  queryKey: ['vendors'],
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam, signal }) =>
    (await vending.listVendors({ query: { limit: VENDORS_AT_ONCE, cursor: pageParam }, signal })).body,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

export const oneVendor = (vendorId: string) =>
  queryOptions({
    queryKey: ['vendor', vendorId],
    queryFn: async ({ signal }) => (await vending.readVendor({ params: { vendorId }, signal })).body,
  });

export const movementsOf = (vendorId: string) =>
  infiniteQueryOptions({
    queryKey: ['movements', vendorId],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (await vending.listMovements({ params: { vendorId }, query: { cursor: pageParam }, signal })).body,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const withdrawalsOf = (vendorId: string) =>
  paged(
    ['withdrawals', vendorId],
    async (cursor, signal) => (await vending.listWithdrawals({ params: { vendorId }, query: { cursor }, signal })).body,
  );

export const changesAwaiting = (vendorId: string) =>
  queryOptions({
    queryKey: ['vendor-changes', vendorId],
    queryFn: async ({ signal }) =>
      (await vending.listVendorChanges({ query: { vendorId, state: 'awaiting-approval' }, signal })).body.items,
  });

export const vendorPolicy = queryOptions({
  queryKey: ['vendor-policy'],
  queryFn: async ({ signal }) => (await vending.readVendorPolicy({ signal })).body,
});

/** After money or what decides on it has moved. */
export const floatsChanged = (queries: QueryClient, vendorId: string): Promise<unknown> =>
  Promise.all(
    [['vendors'], ...['vendor', 'movements', 'vendor-changes', 'withdrawals', 'commission'].map((name) => [name, vendorId])].map(
      (queryKey) => queries.invalidateQueries({ queryKey }),
    ),
  );
