import { queryOptions } from '@tanstack/react-query';
import type { ProvenanceAnswer } from '@openprepay/contracts/http/vending-provenance';
import { vending } from '../api/vending.js';
import { wholeHours } from './whole-hours.js';

/** What is not as it should be: of requests, and of statements. */
export const wrongOf = ({ unexplainedCount, missingCount, brokenStatements }: ProvenanceAnswer): number =>
  unexplainedCount + missingCount + brokenStatements;

/** By what is told live what was read is known to be old. */
export const DOUBTED = ['provenance'] as const;
export const DOUBTED_KEYS = ['provenance'] as const;

/** @param now asked at each reading, milliseconds since 1970 */
export const provenanceQuery = (days: number, now: () => number) =>
  queryOptions({
    queryKey: ['provenance', days],
    queryFn: async ({ signal }) => (await vending.readProvenance({ query: wholeHours(days, now()), signal })).body,
  });
