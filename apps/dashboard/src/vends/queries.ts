import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { telemetry } from '../api/telemetry.js';
import { vending } from '../api/vending.js';

export const VEND_STATES = ['awaiting-token', 'completed', 'reversed', 'failed'] as const satisfies readonly VendAnswer['state'][];

/** As they stand in the address. */
export interface VendFilters {
  readonly meterNumber?: string;
  readonly vendorId?: string;
  readonly state?: string;
  readonly stuck?: true;
}

/** What the list is asked for; a state that there is not is no filter, as the field beside it shows. */
export function vendsQueryOf({ meterNumber, vendorId, state, stuck }: VendFilters) {
  const known = VEND_STATES.find((one) => one === state);
  return {
    ...(meterNumber === undefined ? {} : { meterNumber }),
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(known === undefined ? {} : { state: known }),
    ...(stuck === undefined ? {} : { stuck: 'true' as const }),
  };
}

export const listOfVends = (filters: VendFilters) =>
  infiniteQueryOptions({
    queryKey: ['vends', vendsQueryOf(filters)],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const { body } = await vending.listVends({ query: { ...vendsQueryOf(filters), cursor: pageParam }, signal });
      if (!('items' in body)) throw new TypeError('one vend came where a list was asked for');
      return body;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

const WAITING_MS = 5_000;

/** Read again while its token is awaited: that it is stuck by now is told by no event. */
export const oneVend = (vendId: string) =>
  queryOptions({
    queryKey: ['vend', vendId],
    queryFn: async ({ signal }) => (await vending.readVend({ params: { vendId }, signal })).body,
    refetchInterval: ({ state }) => (state.data?.state === 'awaiting-token' ? WAITING_MS : false),
  });

/** What the head-end knows of the tokens' way to the meter, the last try first; empty where they were never sent. */
export const deliveriesOf = (vendId: string, mayAsk: boolean) =>
  queryOptions({
    queryKey: ['vend', vendId, 'deliveries'],
    queryFn: async ({ signal }) => (await telemetry.listDeliveries({ query: { vendId }, signal })).body.items,
    refetchInterval: ({ state }) => (state.data?.[0]?.state === 'pending' ? WAITING_MS : false),
    enabled: mayAsk,
  });

export const receiptOf = (vendId: string) =>
  queryOptions({
    queryKey: ['receipt', vendId],
    queryFn: async ({ signal }) => (await vending.readReceipt({ params: { vendId }, signal })).body,
  });
