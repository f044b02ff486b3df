import { queryOptions } from '@tanstack/react-query';
import { vending } from '../api/vending.js';
import { wholeHours } from './whole-hours.js';

/** @param now asked at each reading, milliseconds since 1970 */
export const provenanceQuery = (days: number, now: () => number) =>
  queryOptions({
    queryKey: ['provenance', days],
    queryFn: async ({ signal }) => (await vending.readProvenance({ query: wholeHours(days, now()), signal })).body,
  });
