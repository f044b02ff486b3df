import {
  priceTender,
  TariffError,
  tariffInForce,
  type Debt,
  type PricedVend,
  type TariffErrorCode,
  type TariffVersion,
} from '@openprepay/tariffs';
import { readAmount } from '../amount.js';
import { VendingError, type VendingErrorCode } from '../vending-error.js';
import type { SupplyPricing } from './supply-pricing.js';

export interface SupplyToPrice {
  readonly supply: SupplyPricing;
  /** All versions of the supply's tariff code. */
  readonly versions: readonly TariffVersion[];
  /** In priority order. */
  readonly debts: readonly Debt[];
  readonly tender: { readonly amount: string; readonly currency: string };
  readonly at: Date;
}

/**
 * Prices a tender for a supply.
 * @throws {VendingError} `vending.tariff_not_in_force`, `vending.tariff_commodity_mismatch`, `vending.currency_mismatch`,
 *   `vending.amount_invalid`, `vending.tender_below_minimum`, `vending.tender_above_maximum`, `vending.tender_buys_no_units`
 */
export function priceSupply({ supply, versions, debts, tender, at }: SupplyToPrice): PricedVend {
  const inForce = tariffInForce(versions, at)?.tariff.document;
  if (!inForce) throw new VendingError('vending.tariff_not_in_force', `tariff ${supply.tariffCode} has no version in force yet`);
  if (inForce.commodity !== supply.commodity) {
    throw new VendingError(
      'vending.tariff_commodity_mismatch',
      `tariff ${inForce.tariffCode} prices ${inForce.commodity}, not ${supply.commodity}`,
    );
  }
  if (tender.currency !== inForce.currency || (supply.account && supply.account.currency !== inForce.currency)) {
    throw new VendingError('vending.currency_mismatch', `tariff ${inForce.tariffCode} is in ${inForce.currency}`);
  }

  const tenderMinor = readAmount(tender.amount, inForce.currency);
  try {
    return priceTender({ versions, at, tenderMinor, state: supply.state, debts });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The library's refusals that a point of sale can act on; its others are broken data here, which is a bug. */
const REFUSALS: Partial<Record<TariffErrorCode, VendingErrorCode>> = {
  'tariffs.not_in_force': 'vending.tariff_not_in_force',
  'tariffs.tender_below_minimum': 'vending.tender_below_minimum',
  'tariffs.tender_above_maximum': 'vending.tender_above_maximum',
  'tariffs.tender_buys_no_units': 'vending.tender_buys_no_units',
};

function refusalOf(error: unknown): unknown {
  const code = error instanceof TariffError ? REFUSALS[error.code] : undefined;
  return code && error instanceof TariffError ? new VendingError(code, error.message, { cause: error }) : error;
}
