import { add, formatCredit, formatMoney, subtract, type MoneyMinor } from '@openprepay/quantities';
import { blocksAfter } from './blocks-after.js';
import { cappedCharges } from './charges-cap.js';
import type { CompiledTariff } from './compile-tariff.js';
import type { Debt } from './debt.js';
import { enterMonth } from './enter-month.js';
import { payFixedCharges } from './pay-fixed-charges.js';
import type { PricedVend } from './priced-vend.js';
import { recoverDebts } from './recover-debts.js';
import { sellEnergy } from './sell-energy.js';
import type { SupplyState } from './supply-state.js';
import { TariffError } from './tariff-error.js';
import { requireInForce, type TariffVersion } from './tariff-version.js';
import { TaxTotals } from './tax-totals.js';

export interface TenderToPrice {
  /** All versions of the supply's tariff code, in any order: a charge accrues by the version in force when it falls due. */
  readonly versions: readonly TariffVersion[];
  readonly at: Date;
  /** Smallest units of the tariff's currency. */
  readonly tenderMinor: MoneyMinor;
  readonly state: SupplyState;
  /** In priority order. */
  readonly debts: readonly Debt[];
}

/**
 * Turns money into units, line by line: fixed charges, then debts, both within the tariff's cap, then energy with all that is left. The lines add up to the
 * tender, and the same input gives the same lines for ever. A tender that is refused changes nothing.
 *
 * @throws {TariffError} `tariffs.tender_below_minimum`, `tariffs.tender_above_maximum` (also for more units than one token holds),
 *   `tariffs.tender_buys_no_units`, `tariffs.not_in_force`, `tariffs.share_invalid`
 */
export function priceTender({ versions, at, tenderMinor, state, debts }: TenderToPrice): PricedVend {
  const { version, tariff } = requireInForce(versions, at);
  checkTenderLimits(tenderMinor, tariff);
  const supply = enterMonth(state, versions, { at, timeZone: tariff.timeZone });

  const taxes = new TaxTotals();
  const cappedMinor = cappedCharges(tenderMinor, tariff);
  const fixed = payFixedCharges(supply.fixedChargesDue, cappedMinor, taxes);
  const recovered = recoverDebts(debts, tenderMinor, fixed.restMinor);
  const { month, tenths } = supply.unitsThisMonth;
  const energy = sellEnergy(tariff, tenths, add(subtract(tenderMinor, cappedMinor), recovered.restMinor));
  if (tariff.taxCode !== undefined) taxes.add(tariff.taxCode, energy.taxMinor);
  const soldTenths = add(tenths, energy.unitsTenths);

  return {
    tariff: { code: tariff.document.tariffCode, version },
    currency: tariff.document.currency,
    tenderMinor,
    lines: [...fixed.lines, ...recovered.lines, ...energy.lines, ...taxes.lines()].filter(({ amountMinor }) => amountMinor !== 0n),
    units: formatCredit(energy.unitsTenths),
    unitsTenths: energy.unitsTenths,
    month,
    fixedChargesTaken: fixed.taken,
    debtsTaken: recovered.taken,
    blocks: blocksAfter(tariff, month, soldTenths),
    nextState: { ...supply, fixedChargesDue: fixed.stillDue, unitsThisMonth: { month, tenths: soldTenths } },
  };
}

function checkTenderLimits(
  tenderMinor: MoneyMinor,
  { minimumTenderMinor, maximumTenderMinor, document: { currency } }: CompiledTariff,
): void {
  const money = (minor: MoneyMinor): string => `${formatMoney(minor, currency)} ${currency}`;
  if (tenderMinor < minimumTenderMinor) {
    throw new TariffError('tariffs.tender_below_minimum', `a tender is at least ${money(minimumTenderMinor)}`);
  }
  if (maximumTenderMinor !== undefined && tenderMinor > maximumTenderMinor) {
    throw new TariffError('tariffs.tender_above_maximum', `a tender is at most ${money(maximumTenderMinor)}`);
  }
}
