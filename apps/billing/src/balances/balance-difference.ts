import { add, moneyMinor, subtract, type MoneyMinor } from '@openprepay/quantities';
import type { Period } from '../calendar/period.js';
import type { AccountTotal } from '../ledger/trial-balance.js';

/** A kept balance that is not what the lines of the journal come to. Debits less credits. */
export interface FoundDifference {
  readonly account: string;
  readonly currency: string;
  readonly period: Period;
  readonly keptMinor: MoneyMinor;
  readonly bookedMinor: MoneyMinor;
}

export interface BalanceDifference extends FoundDifference {
  readonly id: string;
  readonly foundAt: Date;
  readonly resolvedAt: Date | undefined;
}

/** What an account comes to, by name and currency. */
export type Totals = Map<string, AccountTotal>;

const keyOf = ({ account, currency }: Pick<AccountTotal, 'account' | 'currency'>): string => `${account} ${currency}`;

/** Adds to what is there. */
export function addTotals(totals: Totals, more: readonly AccountTotal[]): void {
  for (const one of more) {
    const before = totals.get(keyOf(one));
    totals.set(keyOf(one), {
      ...one,
      debitMinor: add(before?.debitMinor ?? moneyMinor(0n), one.debitMinor),
      creditMinor: add(before?.creditMinor ?? moneyMinor(0n), one.creditMinor),
    });
  }
}

/** Accounts whose debits or credits are not kept as they are booked. */
export function differencesOf(period: Period, booked: Totals, kept: Totals): readonly FoundDifference[] {
  const none = { debitMinor: moneyMinor(0n), creditMinor: moneyMinor(0n) };
  const all = new Map([...kept, ...booked]);
  return [...all].flatMap(([key, { account, currency }]) => {
    const [left, right] = [kept.get(key) ?? none, booked.get(key) ?? none];
    if (left.debitMinor === right.debitMinor && left.creditMinor === right.creditMinor) return [];
    const keptMinor = subtract(left.debitMinor, left.creditMinor);
    return [{ account, currency, period, keptMinor, bookedMinor: subtract(right.debitMinor, right.creditMinor) }];
  });
}
