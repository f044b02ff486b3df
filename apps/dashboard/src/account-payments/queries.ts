import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { AccountPaymentAnswer } from '@openprepay/contracts/http/vending-account-payments';
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

/** Reversals of payments that wait for a second person, or that one has refused: the newest, by whichever payment. */
export const reversalsOfPayments = (state: 'awaiting-approval' | 'refused', maySee: boolean) =>
  queryOptions({
    queryKey: ['account-payment-reversals', state],
    queryFn: async ({ signal }) => (await vending.listAccountPaymentReversals({ query: { state, limit: MANY }, signal })).body.items,
    enabled: maySee,
  });

/** As the customer was given it; of one that was taken back since it says that too. */
export const receiptOfPayment = ({ paymentId, reversal }: AccountPaymentAnswer) =>
  queryOptions({
    queryKey: ['receipt', paymentId, reversal?.reversalId],
    queryFn: async ({ signal }) => (await vending.readAccountPaymentReceipt({ params: { paymentId }, signal })).body,
  });

/** A payment that is taken back moves its debts, the books and the float. */
export const readPaymentsAgain = (queries: QueryClient): Promise<unknown> =>
  Promise.all(
    ['account-payments', 'account-payment-reversals', 'billing', 'vendor', 'vendors', 'movements'].map((key) =>
      queries.invalidateQueries({ queryKey: [key] }),
    ),
  );
