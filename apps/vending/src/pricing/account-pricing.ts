import { moneyMinor, subtract, sum, type MoneyMinor } from '@openprepay/quantities';
import type { Debt } from '@openprepay/tariffs';

/** A debt as this service keeps it: what billing says of it, and what vends have recovered. */
export interface KnownDebt extends Omit<Debt, 'outstandingMinor'> {
  /** Of all its amounts; never another than it was first heard of in. */
  readonly currency: string;
  readonly chargedMinor: MoneyMinor;
  readonly settledElsewhereMinor: MoneyMinor;
  readonly recoveredMinor: MoneyMinor;
}

/** What this service has been told about an account, up to billing's `revision`. */
export interface AccountPricing {
  readonly accountNumber: string;
  readonly revision: number;
  readonly currency: string;
  /** Undefined where the utility's default tariff holds. */
  readonly tariffCode?: string | undefined;
  /** In priority order. */
  readonly debts: readonly Omit<KnownDebt, 'recoveredMinor' | 'currency'>[];
}

/** The debt that vends may still recover; billing's corrections may leave less than was recovered already. */
export function outstandingDebt({ chargedMinor, settledElsewhereMinor, recoveredMinor, currency: _currency, ...debt }: KnownDebt): Debt {
  const outstandingMinor = subtract(chargedMinor, sum([settledElsewhereMinor, recoveredMinor]));
  return { ...debt, outstandingMinor: outstandingMinor > 0n ? outstandingMinor : moneyMinor(0n) };
}
