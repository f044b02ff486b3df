import { queryOptions } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const ORDER_STATES = ['awaiting-approval', 'awaiting-token', 'completed', 'failed', 'refused'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export interface OrderFilter {
  readonly meterNumber?: string | undefined;
  readonly state?: OrderState | undefined;
}

/** An order that waits for the vault or for the meter is told by no event of its own. */
const READ_AGAIN_MS = 5_000;

export const ordersQuery = ({ meterNumber, state }: OrderFilter) => ({
  ...paged(
    ['tokens', 'orders', meterNumber, state],
    async (cursor, signal) => (await vending.listTokenOrders({ query: { cursor, meterNumber, state }, signal })).body,
  ),
  refetchInterval: READ_AGAIN_MS,
});

export const policyQuery = queryOptions({
  queryKey: ['tokens', 'policy'],
  queryFn: async ({ signal }) => (await vending.readTokenPolicy({ signal })).body,
});
