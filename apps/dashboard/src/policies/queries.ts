import { queryOptions } from '@tanstack/react-query';
import { vending } from '../api/vending.js';

export const reversalPolicyQuery = queryOptions({
  queryKey: ['policies', 'reversals'],
  queryFn: async ({ signal }) => (await vending.readReversalPolicy({ signal })).body,
});

export const keyChangePolicyQuery = queryOptions({
  queryKey: ['policies', 'key-change'],
  queryFn: async ({ signal }) => (await vending.readKeyChangePolicy({ signal })).body,
});
