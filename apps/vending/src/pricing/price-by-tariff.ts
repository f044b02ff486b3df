import type { Unit } from '@openprepay/contracts/wire';
import type { CreditTenths, MoneyMinor } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import {
  grantUnits,
  type GrantWanted,
  priceTender,
  TariffError,
  tariffInForce,
  tenderForUnits,
  type PricedVend,
  type TariffDocument,
  type TariffErrorCode,
  type TariffVersion,
} from '@openprepay/tariffs';
import type { VendingErrorCode } from '@openprepay/contracts/http/vending';
import { VendingError } from '../vending-error.js';
import { type KnownDebt, outstandingDebt } from './account-pricing.js';
import { staleness } from './heartbeat.js';
import type { SufficientPricing } from './known-pricing.js';

/** Billing's word is on its way, or is not to be had: a till need not ask more often. */
const STALE_RETRY_SECONDS = 5;

/** Money that somebody pays with. */
export interface Tender {
  readonly amountMinor: MoneyMinor;
  readonly currency: string;
}

/** Units that somebody wants for as little money as buys them. */
export interface UnitsWanted {
  /** Above zero. */
  readonly unitsTenths: CreditTenths;
  readonly unit: Unit;
}

/** Units for no money: those of the month, whatever they are, or so many as somebody has decided on. */
export type FreeUnitsWanted =
  | { readonly grant: Extract<GrantWanted, { readonly kind: 'free-basic' }> }
  | { readonly grant: Exclude<GrantWanted, { readonly kind: 'free-basic' }>; readonly unit: Unit };

/** What a sale is for. */
export type Wanted = Tender | UnitsWanted | FreeUnitsWanted;

export interface WantedForSupply {
  readonly known: SufficientPricing;
  /** All versions of the supply's tariff code. */
  readonly versions: readonly TariffVersion[];
  /** In priority order. */
  readonly debts: readonly KnownDebt[];
  readonly wanted: Wanted;
  readonly at: Date;
}

/**
 * Prices a tender, the smallest one that buys the units, or units for nothing, by the tariff that is in force for the supply.
 * @throws {VendingError} `vending.pricing_stale`, `vending.tariff_not_in_force`, `vending.tariff_commodity_mismatch`, `vending.currency_mismatch`,
 *   `vending.unit_mismatch`, `vending.tender_below_minimum`, `vending.tender_above_maximum`, `vending.tender_buys_no_units`,
 *   `vending.free_basic_not_due`
 */
export function priceByTariff({ known, versions, debts, wanted, at }: WantedForSupply): PricedVend {
  refuseStale(known, versions, at);
  const inForce = tariffInForce(versions, at)?.tariff.document;
  if (!inForce) throw new VendingError('vending.tariff_not_in_force', `tariff ${known.tariffCode} has no version in force yet`);
  if (inForce.commodity !== known.commodity) {
    throw new VendingError(
      'vending.tariff_commodity_mismatch',
      `tariff ${inForce.tariffCode} prices ${inForce.commodity}, not ${known.commodity}`,
    );
  }
  checkUnit(known, wanted);
  checkCurrencies({ known, debts, wanted }, inForce);
  try {
    if ('grant' in wanted) return grantUnits({ versions, at, state: known.state, grant: wanted.grant });
    const supply = { versions, at, state: known.state, debts: debts.map(outstandingDebt) };
    return 'unitsTenths' in wanted
      ? tenderForUnits({ ...supply, unitsTenths: wanted.unitsTenths })
      : priceTender({ ...supply, tenderMinor: wanted.amountMinor });
  } catch (error) {
    const refusal = refusalOf(error);
    throw refusal instanceof VendingError && refusal.code === 'vending.tender_buys_no_units' ? withWayOut(refusal, debts) : refusal;
  }
}

/** Debts may take all that a customer can tender. They can be paid without buying anything. */
function withWayOut(refusal: VendingError, debts: readonly KnownDebt[]): VendingError {
  if (!debts.some((debt) => outstandingDebt(debt).outstandingMinor > 0n)) return refusal;
  const wayOut = 'fixed charges and debts come first, and a debt can also be paid by a payment to the account';
  return new VendingError(refusal.code, `${refusal.message}: ${wayOut}`, { cause: refusal.cause });
}

/** No price is better than a wrong one: a till tries again a little later, and the customer has lost nothing. */
function refuseStale({ freshness }: SufficientPricing, versions: readonly TariffVersion[], at: Date): void {
  const problem = staleness(freshness, new Set(versions.map(({ version }) => version)), at);
  if (problem === undefined) return;
  throw new VendingError('vending.pricing_stale', `what is known of prices is out of date: ${problem}`, {
    retryAfterSeconds: STALE_RETRY_SECONDS,
  });
}

function checkUnit({ commodity }: SufficientPricing, wanted: Wanted): void {
  if (!('unit' in wanted) || wanted.unit === UNITS[commodity]) return;
  throw new VendingError('vending.unit_mismatch', `a meter for ${commodity} counts ${UNITS[commodity]}, not ${wanted.unit}`);
}

/** Smallest units are only those of one currency: nothing that is owed in another is taken from a tender. */
function checkCurrencies({ known, debts, wanted }: Pick<WantedForSupply, 'known' | 'debts' | 'wanted'>, tariff: TariffDocument): void {
  const { tariffCode, currency } = tariff;
  if (('currency' in wanted && wanted.currency !== currency) || (known.account && known.account.currency !== currency)) {
    throw new VendingError('vending.currency_mismatch', `tariff ${tariffCode} is in ${currency}`);
  }
  const due = known.state.fixedChargesDue.length > 0 ? known.stateCurrency : undefined;
  const owed = [due, ...debts.map((debt) => debt.currency)].find((other) => other !== undefined && other !== currency);
  if (owed !== undefined) {
    throw new VendingError('vending.currency_mismatch', `tariff ${tariffCode} is in ${currency}, and there is something due in ${owed}`);
  }
}

/** The library's refusals that a point of sale can act on; its others are broken data here, which is a bug. */
const REFUSALS: Partial<Record<TariffErrorCode, VendingErrorCode>> = {
  'tariffs.not_in_force': 'vending.tariff_not_in_force',
  'tariffs.free_units_not_due': 'vending.free_basic_not_due',
  'tariffs.tender_below_minimum': 'vending.tender_below_minimum',
  'tariffs.tender_above_maximum': 'vending.tender_above_maximum',
  'tariffs.tender_buys_no_units': 'vending.tender_buys_no_units',
};

function refusalOf(error: unknown): unknown {
  const code = error instanceof TariffError ? REFUSALS[error.code] : undefined;
  return code && error instanceof TariffError ? new VendingError(code, error.message, { cause: error }) : error;
}
