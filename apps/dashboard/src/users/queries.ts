import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { gateway } from '../api/clients.js';
import { vending } from '../api/vending.js';
import { paged } from '../api/paged.js';

export const usersQuery = paged(['users', 'list'], async (cursor, signal) => (await gateway.listUsers({ query: { cursor }, signal })).body);

export const requestsQuery = paged(
  ['users', 'requests'],
  async (cursor, signal) => (await gateway.listCustodianRequests({ query: { cursor, state: 'awaiting-approval' }, signal })).body,
);

export const changesQuery = paged(
  ['users', 'changes'],
  async (cursor, signal) => (await gateway.listAccountChanges({ query: { cursor }, signal })).body,
);

const MOST_VENDORS = 500;

/** Whom a vendor's user may sell for. */
export const vendorsQuery = queryOptions({
  queryKey: ['users', 'vendors'],
  queryFn: async ({ signal }) => (await vending.listVendors({ query: { limit: String(MOST_VENDORS) }, signal })).body.items,
});

/** Accounts, what waits and what was done are read again. */
export const readUsersAgain = (queries: QueryClient): Promise<void> => queries.invalidateQueries({ queryKey: ['users'] });
