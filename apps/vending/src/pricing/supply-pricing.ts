import type { Commodity } from '@openprepay/contracts/wire';
import { moneyMinor, subtract, sum, type MoneyMinor } from '@openprepay/quantities';
import type { Debt, SupplyState } from '@openprepay/tariffs';

/** A debt as this service keeps it: what billing says of it, and what vends have recovered. */
export interface KnownDebt extends Omit<Debt, 'outstandingMinor'> {
  readonly chargedMinor: MoneyMinor;
  readonly settledElsewhereMinor: MoneyMinor;
  readonly recoveredMinor: MoneyMinor;
}

/** The debt that vends may still recover; billing's corrections may leave less than was recovered already. */
export function outstandingDebt({ chargedMinor, settledElsewhereMinor, recoveredMinor, ...debt }: KnownDebt): Debt {
  const outstandingMinor = subtract(chargedMinor, sum([settledElsewhereMinor, recoveredMinor]));
  return { ...debt, outstandingMinor: outstandingMinor > 0n ? outstandingMinor : moneyMinor(0n) };
}

/** What this service has been told about an account, up to billing's `revision`. */
export interface AccountPricing {
  readonly accountNumber: string;
  readonly revision: number;
  readonly currency: string;
  /** Undefined where the utility's default tariff holds. */
  readonly tariffCode: string | undefined;
  /** In priority order. */
  readonly debts: readonly Omit<KnownDebt, 'recoveredMinor'>[];
}

/** All that is known of how a supply is priced. */
export interface SupplyPricing {
  readonly supplyId: string;
  readonly commodity: Commodity;
  readonly state: SupplyState;
  readonly accountNumber: string | undefined;
  readonly account: { readonly currency: string; readonly hasDebts: boolean } | undefined;
  /** The account's tariff, or the default of the commodity; undefined as long as neither has been heard of. */
  readonly tariffCode: string | undefined;
  /** Versions of that tariff that have been heard of. */
  readonly tariffVersions: number;
}

/** Whether billing's events have told enough to price the supply. */
export const isPricingKnown = (supply: SupplyPricing): supply is SupplyPricing & { readonly tariffCode: string } =>
  supply.tariffCode !== undefined && supply.tariffVersions > 0 && (supply.accountNumber === undefined || supply.account !== undefined);
