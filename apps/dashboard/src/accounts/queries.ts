import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { billing } from '../api/billing.js';
import { vending } from '../api/vending.js';
import { paged } from '../api/paged.js';

const MANY = 500;
/** What is sold, paid or taken back elsewhere is booked within moments. */
const READ_AGAIN_MS = 10_000;
const of = (accountNumber: string) => ({ params: { accountNumber } });

export const accounts = paged(
  ['billing', 'accounts'],
  async (cursor, signal) => (await billing.listAccounts({ query: { cursor }, signal })).body,
);

export const account = (accountNumber: string) =>
  queryOptions({
    queryKey: ['billing', 'account', accountNumber],
    queryFn: async ({ signal }) => (await billing.readAccount({ ...of(accountNumber), signal })).body,
  });

/** Entries by their numbers; every page tells the balance. */
export const ledgerOf = (accountNumber: string) =>
  infiniteQueryOptions({
    queryKey: ['billing', 'ledger', accountNumber],
    queryFn: async ({ pageParam, signal }) =>
      (await billing.readLedger({ ...of(accountNumber), query: { cursor: pageParam }, signal })).body,
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: READ_AGAIN_MS,
  });

export const debtsOf = (accountNumber: string) => ({
  ...paged(
    ['billing', 'debts', accountNumber],
    async (cursor, signal) => (await billing.listDebts({ ...of(accountNumber), query: { cursor }, signal })).body,
  ),
  refetchInterval: READ_AGAIN_MS,
});

export const paymentsOf = (accountNumber: string) =>
  paged(
    ['billing', 'payments', accountNumber],
    async (cursor, signal) => (await billing.listPayments({ ...of(accountNumber), query: { cursor }, signal })).body,
  );

export const metersOf = (accountNumber: string) =>
  paged(
    ['vending', 'meters', { accountNumber }],
    async (cursor, signal) => (await vending.listMeters({ query: { accountNumber, cursor }, signal })).body,
  );

/** The codes that an account can be put on. */
export const tariffCodes = queryOptions({
  queryKey: ['billing', 'tariff-codes'],
  queryFn: async ({ signal }) => {
    const { items } = (await billing.listTariffs({ query: { limit: MANY }, signal })).body;
    return [...new Set(items.map(({ tariffCode }) => tariffCode))];
  },
});
