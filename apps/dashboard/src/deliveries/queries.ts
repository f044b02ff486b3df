import { queryOptions } from '@tanstack/react-query';
import { deliveryState } from '@openprepay/contracts/http/telemetry-fleet';
import { paged } from '../api/paged.js';
import { telemetry } from '../api/telemetry.js';
import { DAY_MS } from './ranges.js';

export const STATES = deliveryState.options;

export interface DeliveryFilter {
  readonly state?: (typeof STATES)[number] | undefined;
  readonly meterNumber?: string | undefined;
}

/** @param now asked at each reading, milliseconds since 1970 */
export const countsQuery = (days: number, now: () => number) =>
  queryOptions({
    queryKey: ['deliveries', 'counts', days],
    queryFn: async ({ signal }) => {
      const to = now();
      const query = { from: new Date(to - days * DAY_MS).toISOString(), to: new Date(to).toISOString() };
      return { counts: (await telemetry.countDeliveries({ query, signal })).body.items, asOf: query.to };
    },
  });

export const deliveriesQuery = (filter: DeliveryFilter) =>
  paged(
    ['deliveries', 'list', filter],
    async (cursor, signal) => (await telemetry.listDeliveries({ query: { cursor, ...filter }, signal })).body,
  );
