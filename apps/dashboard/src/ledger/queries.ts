import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { billing } from '../api/billing.js';
import { paged } from '../api/paged.js';

/** More than forty years of months. */
const ALL_PERIODS = 500;
const FIRST = undefined as string | undefined;

export interface BalanceFilter {
  readonly period?: string | undefined;
  readonly asOf?: string | undefined;
  readonly customers: boolean;
}

export const trialBalance = ({ period, asOf, customers }: BalanceFilter) =>
  infiniteQueryOptions({
    queryKey: ['billing', 'trial-balance', { period, asOf, customers }],
    queryFn: async ({ pageParam, signal }) => {
      const query = { period, asOf, cursor: pageParam, subLedger: customers ? ('customer' as const) : undefined };
      return (await billing.readTrialBalance({ query, signal })).body;
    },
    initialPageParam: FIRST,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export interface JournalFilter {
  readonly period?: string | undefined;
  readonly reference?: string | undefined;
  readonly afterNumber?: string | undefined;
}

export const journal = (filter: JournalFilter) =>
  paged(
    ['billing', 'journal', filter],
    async (cursor, signal) => (await billing.listJournalEntries({ query: { ...filter, cursor }, signal })).body,
  );

export const periods = queryOptions({
  queryKey: ['billing', 'periods'],
  queryFn: async ({ signal }) => (await billing.listPeriods({ query: { limit: ALL_PERIODS }, signal })).body.items,
});
