import { add, moneyMinor, subtract, sum, type CreditTenths, type MoneyMinor } from '@openprepay/quantities';
import { cappedCharges } from './charges-cap.js';
import { MICRO, type CompiledTariff } from './compile-tariff.js';
import type { Debt } from './debt.js';
import { enterMonth } from './enter-month.js';
import { priceTender, type TenderToPrice } from './price-tender.js';
import type { PricedVend } from './priced-vend.js';
import { parseShare, recoverDebts } from './recover-debts.js';
import { unitsBought } from './sell-energy.js';
import { TariffError } from './tariff-error.js';
import { requireInForce } from './tariff-version.js';

/** Bits of the most money that a token's units can cost: 10^15 a unit, taxed and levied 50 times over, with room. */
const MAX_MONEY_BITS = 128n;
/** Tenders tried one after the other; only shares that add up to nearly all of the tender come anywhere near. */
const MAX_STEPS = 100_000;

export interface UnitsToTender extends Omit<TenderToPrice, 'tenderMinor'> {
  /** Tenths of a unit, above zero. */
  readonly unitsTenths: CreditTenths;
}

/**
 * Prices the smallest tender that buys at least the units asked: the answer to "what do 20 kWh cost me?".
 * It stands beside `priceTender` because it must stay its exact inverse, and the tests hold the two together.
 *
 * @throws {TariffError} `tariffs.tender_above_maximum` if none does that is allowed, and as `priceTender`
 */
export function tenderForUnits({ unitsTenths, ...sale }: UnitsToTender): PricedVend {
  if (unitsTenths <= 0n) throw new TariffError('tariffs.tender_buys_no_units', 'units that are asked for are above zero');
  const { tariff } = requireInForce(sale.versions, sale.at);
  const supply = enterMonth(sale.state, sale.versions, { at: sale.at, timeZone: tariff.timeZone });
  const dueMinor = sum(supply.fixedChargesDue.map(({ grossMinor }) => grossMinor));

  const energyMinor = smallest(moneyMinor(1n), (availableMinor) => {
    const bought = unitsBought(tariff, supply.unitsThisMonth.tenths, availableMinor);
    return bought === undefined || bought >= unitsTenths;
  });
  return priceTender({ ...sale, tenderMinor: smallestTender(energyMinor, { dueMinor, debts: sale.debts, tariff }) });
}

/**
 * The smallest tender of which the cap alone leaves enough, whatever is due: what a cap leaves never falls as the tender rises.
 * Charges and debts leave what the cap does or more, so that it is the answer unless they leave enough of a smaller one. Undefined
 * where there is no cap.
 */
function leastLeftByCap(energyMinor: MoneyMinor, tariff: CompiledTariff): MoneyMinor | undefined {
  if (tariff.chargesCapMicro >= MICRO) return undefined;
  const from = moneyMinor(max(energyMinor, tariff.minimumTenderMinor));
  return smallest(from, (candidate) => subtract(candidate, cappedCharges(candidate, tariff)) >= energyMinor);
}

interface Deductions {
  readonly dueMinor: MoneyMinor;
  readonly debts: readonly Debt[];
  readonly tariff: CompiledTariff;
}

/**
 * The smallest tender of which fixed charges and debts leave at least `energyMinor`.
 *
 * What they leave does not always rise with the tender: a minor unit more can bring several shares to their next whole unit at once.
 * It stays within one unit for each share of what shares without rounding would leave, and that does rise where it is above zero;
 * and it never rises by more than the tender does. So the search begins where unrounded shares leave just too little, and each step
 * is as long as what is missing, which can pass over no answer.
 */
function smallestTender(energyMinor: MoneyMinor, { dueMinor, debts, tariff }: Deductions): MoneyMinor {
  const shares = BigInt(debts.filter(({ recovery }) => 'share' in recovery).length);
  const atLeast = moneyMinor(max(dueMinor + energyMinor, tariff.minimumTenderMinor));
  const left = (tenderMinor: MoneyMinor): MoneyMinor =>
    tenderMinor > dueMinor ? recoverDebts(debts, tenderMinor, subtract(tenderMinor, dueMinor)).restMinor : moneyMinor(0n);
  const unrounded = unroundedLeft(dueMinor, debts);
  const enough = (energyMinor - shares) * MICRO;
  const byCap = leastLeftByCap(energyMinor, tariff);
  if (byCap !== undefined && unrounded(byCap) < enough) return byCap;

  let tenderMinor = enough > 0n ? smallest(atLeast, (candidate) => unrounded(candidate) >= enough) : atLeast;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (byCap !== undefined && tenderMinor >= byCap) return byCap;
    if (tariff.maximumTenderMinor !== undefined && tenderMinor > tariff.maximumTenderMinor) return tenderMinor;
    const missing = subtract(energyMinor, left(tenderMinor));
    if (missing <= 0n) return tenderMinor;
    tenderMinor = add(tenderMinor, missing);
  }
  if (byCap !== undefined) return byCap;
  throw new TariffError('tariffs.tender_above_maximum', 'the debts leave next to nothing of a tender');
}

/** What charges and debts would leave of a tender, in 10^-6 minor, if shares were not rounded. */
function unroundedLeft(dueMinor: MoneyMinor, debts: readonly Debt[]): (tenderMinor: MoneyMinor) => bigint {
  const wanted = debts.map(({ outstandingMinor, recovery }) => ({
    outstandingE6: max(outstandingMinor, 0n) * MICRO,
    shareMicro: 'share' in recovery ? parseShare(recovery.share) : 0n,
    amountE6: 'share' in recovery ? 0n : max(recovery.amountMinor, 0n) * MICRO,
  }));
  return (tenderMinor) =>
    wanted.reduce(
      (left, { outstandingE6, shareMicro, amountE6 }) => left - min(outstandingE6, tenderMinor * shareMicro + amountE6),
      (tenderMinor - dueMinor) * MICRO,
    );
}

/** The smallest amount from `from` on at which `isEnough`, which stays true once it is. */
function smallest(from: MoneyMinor, isEnough: (candidate: MoneyMinor) => boolean): MoneyMinor {
  if (isEnough(from)) return from;

  let tooFew = from;
  let width = moneyMinor(1n);
  for (; !isEnough(add(from, width)); width = add(width, width)) {
    if (width >> MAX_MONEY_BITS > 0n) throw new TariffError('tariffs.tender_above_maximum', 'no tender buys that much');
    tooFew = add(from, width);
  }
  let enough = add(from, width);
  while (enough - tooFew > 1n) {
    const middle = moneyMinor((tooFew + enough) / 2n);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

const max = (left: bigint, right: bigint): bigint => (left > right ? left : right);
const min = (left: bigint, right: bigint): bigint => (left < right ? left : right);
