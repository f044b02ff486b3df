import type { AccountPaymentMethod } from '@openprepay/contracts/http/billing-payments';
import type { MoneyMinor } from '@openprepay/quantities';
import { BillingError } from '../billing-error.js';

/** Money that a customer paid past the vends. Amounts in the smallest unit of `currency`. */
export interface Payment {
  readonly id: string;
  readonly accountNumber: string;
  /** 1, 2, 3, … of the account. */
  readonly number: number;
  readonly idempotencyKey: string;
  /** Who took it; idempotency keys are theirs. */
  readonly takenBy: string;
  readonly amountMinor: MoneyMinor;
  readonly currency: string;
  /** Of the bank or the counter, as it was written. */
  readonly reference: string;
  /** Undefined: it came into the bank. */
  readonly paymentMethod: AccountPaymentMethod | undefined;
  /** The debts that it paid, in the order of recovery. */
  readonly applied: readonly AppliedPayment[];
  /** What no debt was there for. */
  readonly creditedMinor: MoneyMinor;
  /** What the customer owed once it was booked; credit is below zero. */
  readonly balanceMinor: MoneyMinor;
  /** The revision of the account's pricing that knows of it. */
  readonly pricingRevision: number;
  readonly paidAt: Date;
}

export interface AppliedPayment {
  readonly debtId: string;
  readonly code: string;
  readonly amountMinor: MoneyMinor;
}

/** What a payment is booked under, once. */
export const paymentReference = ({ id }: Pick<Payment, 'id'>): string => `payment:${id}`;

const DASHES = /\p{Dash}/gu;
const SPACES = /\s+/gu;

/**
 * A reference as it is compared: letter case, width, spaces and kinds of dashes are how somebody typed it, and make no other transfer.
 */
export const comparableReference = (reference: string): string =>
  reference.normalize('NFKC').replaceAll(DASHES, '-').replaceAll(SPACES, '').toLowerCase();

type PaymentRequest = Pick<Payment, 'accountNumber' | 'amountMinor' | 'currency' | 'reference' | 'paymentMethod'>;

/**
 * The payment that a repeated request made the first time.
 *
 * @throws {BillingError} `billing.idempotency_key_reused` where the request is another one
 */
export function replayed(earlier: Payment, request: PaymentRequest): Payment {
  const same =
    earlier.accountNumber === request.accountNumber &&
    earlier.amountMinor === request.amountMinor &&
    earlier.currency === request.currency &&
    earlier.paymentMethod === request.paymentMethod &&
    comparableReference(earlier.reference) === comparableReference(request.reference);
  if (same) return earlier;
  throw new BillingError('billing.idempotency_key_reused', 'this Idempotency-Key was used for another payment');
}
