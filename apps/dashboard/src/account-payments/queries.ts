import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

/** More wait for a second person at no utility that means to decide. */
const MANY = 500;

/** Whose payments: an account's, or a vendor's. */
export interface PaymentsOf {
  readonly accountNumber?: string;
  readonly vendorId?: string;
}

export const paymentsAtVendors = (of: PaymentsOf) =>
  paged(['account-payments', of], async (cursor, signal) => (await vending.listAccountPayments({ query: { ...of, cursor }, signal })).body);

/** What waits for a second person, by whichever payment. */
export const waitingReversals = (maySee: boolean) =>
  queryOptions({
    queryKey: ['account-payment-reversals', 'awaiting-approval'],
    queryFn: async ({ signal }) =>
      (await vending.listAccountPaymentReversals({ query: { state: 'awaiting-approval', limit: MANY }, signal })).body.items,
    enabled: maySee,
  });

/** A payment that is taken back moves its debts, the books and the float. */
export const readPaymentsAgain = (queries: QueryClient): Promise<unknown> =>
  Promise.all(
    ['account-payments', 'account-payment-reversals', 'billing', 'vendor', 'vendors', 'movements'].map((key) =>
      queries.invalidateQueries({ queryKey: [key] }),
    ),
  );
