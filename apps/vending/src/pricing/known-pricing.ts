import type { Commodity } from '@openprepay/contracts/wire';
import type { SupplyState } from '@openprepay/tariffs';
import type { Freshness } from './heartbeat.js';

/** All that is known, at this moment, of how a supply is priced. */
export interface KnownPricing {
  readonly supplyId: string;
  readonly commodity: Commodity;
  readonly state: SupplyState;
  /** Of the fixed charges that are due; undefined before the first vend. */
  readonly stateCurrency: string | undefined;
  readonly accountNumber: string | undefined;
  readonly account: { readonly currency: string; readonly hasDebts: boolean } | undefined;
  /** The account's tariff, or the default of the commodity; undefined as long as neither has been heard of. */
  readonly tariffCode: string | undefined;
  /** Versions of that tariff that have been heard of. */
  readonly tariffVersions: number;
  readonly freshness: Freshness;
}

export type SufficientPricing = KnownPricing & { readonly tariffCode: string };

/** Whether billing's events have told enough to price the supply. */
export const isSufficient = (known: KnownPricing): known is SufficientPricing =>
  known.tariffCode !== undefined && known.tariffVersions > 0 && (known.accountNumber === undefined || known.account !== undefined);
