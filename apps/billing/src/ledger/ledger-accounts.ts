import type { SubLedger } from '@openprepay/contracts/http/billing-ledger';

/** All customers together, as the general ledger has them. */
const CUSTOMERS = 'customer:*';

/**
 * The chart of accounts. An account is a name with its parts after colons, made by being booked to.
 * Assets and receivables stand on the debit side (positive), liabilities and income on the credit side.
 */
export const ledgerAccounts = {
  /** Money taken by the utility's own staff, by the way it was paid. */
  cashDesk: (paymentMethod: string) => `cash-desk:${paymentMethod}`,
  /** Money that vendors pay in for their float, less what is paid back to them. */
  bank: () => 'bank',
  /** What the utility owes a vendor: its float. */
  vendorFloat: (vendorId: string) => `vendor-float:${vendorId}`,
  /** What a customer owes. */
  customer: (accountNumber: string) => `customer:${accountNumber}`,
  /** Debts taken over, until they are recovered. */
  debtsTakenOver: (code: string) => `debts-taken-over:${code}`,
  /** What vendors earn by their sales: `credit`, `debt`, `free-basic`. */
  commission: (kind: string) => `commission:${kind}`,
  energySales: (commodity: string) => `sales:${commodity}`,
  /** Of energy lines, what bought less than a step of units. */
  salesRemainder: (commodity: string) => `sales:${commodity}:remainder`,
  levy: (code: string) => `levy:${code}`,
  fixedCharge: (code: string) => `fixed-charge:${code}`,
  tax: (code: string) => `tax:${code}`,
} as const;

const CUSTOMER = 'customer:';

/** The ledger that keeps an account: customers have one of their own, which `customer:*` of the general one sums up. */
export const ledgerOf = (account: string): 'general' | SubLedger =>
  account.startsWith(CUSTOMER) && account !== CUSTOMERS ? 'customer' : 'general';
