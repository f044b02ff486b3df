import type { BatchKind } from '@openprepay/contracts/http/vending-batches';
import type { PaymentMethod } from '@openprepay/contracts/http/vending-vends';
import { type CreditTenths, type MoneyMinor, moneyMinor, subtract } from '@openprepay/quantities';

/** By what a batch is summed: as a whole, and by each of these. */
export type BatchDimension = 'all' | 'waiting' | 'operator' | 'paymentMethod' | 'line' | 'commodity' | 'tax' | 'commission';

/** One sum of a batch's sales. */
export interface BatchSum {
  readonly currency: string;
  readonly dimension: BatchDimension;
  /** Of the dimension: an operator, a payment method, …; nothing of `all` and `waiting`. */
  readonly name: string;
  readonly vends: number;
  readonly amountMinor: MoneyMinor;
  readonly unitsTenths: CreditTenths;
}

/** What somebody counted in a till when a batch was closed. */
export interface CountedMoney {
  readonly paymentMethod: PaymentMethod;
  readonly currency: string;
  readonly amountMinor: MoneyMinor;
}

export interface ClosedBatch {
  readonly at: Date;
  readonly by: string;
  readonly totals: readonly BatchSum[];
  /** Undefined where nobody counted. */
  readonly counted: readonly CountedMoney[] | undefined;
}

/** Sales of one till, from when it was opened until it is closed. */
export interface Batch {
  readonly batchId: string;
  readonly kind: BatchKind;
  /** 1, 2, 3, … of its till and kind. */
  readonly number: number;
  /** Whose sales: what a vend has in `soldBy`. */
  readonly till: string;
  /** Undefined where the till is of the utility's own staff. */
  readonly vendorId: string | undefined;
  readonly openedAt: Date;
  readonly openedBy: string;
  readonly closed: ClosedBatch | undefined;
}

/** What was expected of a payment method, and what was there. */
export interface CountDifference extends CountedMoney {
  readonly expectedMinor: MoneyMinor;
  /** Below zero where money is missing. */
  readonly differenceMinor: MoneyMinor;
}

const NOTHING = moneyMinor(0n);

/** What each payment method was expected to have and had; one that was not counted beside others had nothing. */
export function differencesOf({ totals, counted }: Pick<ClosedBatch, 'totals' | 'counted'>): readonly CountDifference[] | undefined {
  if (!counted) return undefined;
  const expected = totals.filter(({ dimension }) => dimension === 'paymentMethod');
  const keyOf = (currency: string, method: string): string => `${method} ${currency}`;
  const expectedBy = new Map(expected.map(({ currency, name, amountMinor }) => [keyOf(currency, name), amountMinor]));
  const countedBy = new Map(counted.map((one) => [keyOf(one.currency, one.paymentMethod), one]));
  const uncounted = expected
    .filter(({ currency, name }) => !countedBy.has(keyOf(currency, name)))
    .map(({ currency, name }) => ({ paymentMethod: name as PaymentMethod, currency, amountMinor: NOTHING }));
  return [...counted, ...uncounted].map((one) => {
    const expectedMinor = expectedBy.get(keyOf(one.currency, one.paymentMethod)) ?? NOTHING;
    return { ...one, expectedMinor, differenceMinor: subtract(one.amountMinor, expectedMinor) };
  });
}

/** What of a closed batch came to nothing afterwards, one of each currency: what it came to then less what it comes to now. */
export function givenBackOf(kept: readonly BatchSum[], now: readonly BatchSum[]): readonly BatchSum[] {
  return kept
    .filter(({ dimension }) => dimension === 'all')
    .map((then) => {
      const left = now.find(({ dimension, currency }) => dimension === 'all' && currency === then.currency);
      return left
        ? {
            ...then,
            vends: then.vends - left.vends,
            amountMinor: subtract(then.amountMinor, left.amountMinor),
            unitsTenths: subtract(then.unitsTenths, left.unitsTenths),
          }
        : then;
    })
    .filter(({ vends }) => vends > 0);
}
