import { formatDecimal } from '@openprepay/quantities';
import { accrueFixedCharges } from './accrue-fixed-charges.js';
import type { CompiledTariff } from './compile-tariff.js';
import type { Debt } from './debt.js';
import { payFixedCharges } from './pay-fixed-charges.js';
import type { PricedVend } from './priced-vend.js';
import { recoverDebts } from './recover-debts.js';
import { sellEnergy } from './sell-energy.js';
import type { SupplyState } from './supply-state.js';
import { TariffError } from './tariff-error.js';
import { tariffInForce, type TariffVersion } from './tariff-version.js';
import { TaxTotals } from './tax-totals.js';
import { monthAt } from './time-zone.js';
import type { YearMonth } from './year-month.js';

export interface TenderToPrice {
  /** All versions of the supply's tariff code, in any order: a charge accrues by the version in force when it falls due. */
  readonly versions: readonly TariffVersion[];
  readonly at: Date;
  /** Smallest units of the tariff's currency. */
  readonly tenderMinor: bigint;
  readonly state: SupplyState;
  /** In priority order. */
  readonly debts: readonly Debt[];
}

/**
 * Turns money into units, line by line: fixed charges, then debts, then energy with all that is left. The lines add up to the
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
  const fixed = payFixedCharges(supply.fixedChargesDue, tenderMinor, taxes);
  const recovered = recoverDebts(debts, tenderMinor, fixed.restMinor);
  const { month, tenths } = supply.unitsThisMonth;
  const energy = sellEnergy(tariff, tenths, recovered.restMinor);
  if (tariff.taxCode !== undefined) taxes.add(tariff.taxCode, energy.taxMinor);

  return {
    tariff: { code: tariff.document.tariffCode, version },
    currency: tariff.document.currency,
    tenderMinor,
    lines: [...fixed.lines, ...recovered.lines, ...energy.lines, ...taxes.lines()].filter(({ amountMinor }) => amountMinor !== 0n),
    units: formatDecimal(energy.unitsTenths, 1),
    unitsTenths: energy.unitsTenths,
    month,
    fixedChargesTaken: fixed.taken,
    debtsTaken: recovered.taken,
    nextState: { ...supply, fixedChargesDue: fixed.stillDue, unitsThisMonth: { month, tenths: tenths + energy.unitsTenths } },
  };
}

function requireInForce(versions: readonly TariffVersion[], at: Date): TariffVersion {
  if (Number.isNaN(at.getTime())) throw new RangeError('a tender is priced at a valid time');
  const inForce = tariffInForce(versions, at);
  if (!inForce) throw new TariffError('tariffs.not_in_force', `no version of the tariff is in force at ${at.toISOString()}`);
  return inForce;
}

function checkTenderLimits(tenderMinor: bigint, { minimumTenderMinor, maximumTenderMinor }: CompiledTariff): void {
  if (tenderMinor < minimumTenderMinor) {
    throw new TariffError('tariffs.tender_below_minimum', `a tender is at least ${minimumTenderMinor} minor units`);
  }
  if (maximumTenderMinor !== undefined && tenderMinor > maximumTenderMinor) {
    throw new TariffError('tariffs.tender_above_maximum', `a tender is at most ${maximumTenderMinor} minor units`);
  }
}

/**
 * The state as it stands when the supply is priced: units start at 0 in a new month, and fixed charges have fallen due.
 * A month that has begun stays begun: a clock that is behind another one does not count units into the month before.
 */
function enterMonth(
  state: SupplyState,
  versions: readonly TariffVersion[],
  { at, timeZone }: { readonly at: Date; readonly timeZone: string },
): SupplyState {
  const now = monthAt(timeZone, at.getTime());
  const counted = state.unitsThisMonth;
  const month: YearMonth = now > counted.month ? now : counted.month;
  const unitsThisMonth = month === counted.month ? counted : { month, tenths: 0n };
  return { ...accrueFixedCharges(state, versions, { month, timeZone }), unitsThisMonth };
}
