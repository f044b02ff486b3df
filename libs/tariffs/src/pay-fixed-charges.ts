import { divideHalfUp, least, moneyMinor, subtract, type MoneyMinor } from '@openprepay/quantities';
import { MICRO, percentToMicro } from './compile-tariff.js';
import type { PricedLine } from './priced-vend.js';
import type { FixedChargeDue } from './supply-state.js';
import type { TaxTotals } from './tax-totals.js';

export interface FixedChargesPaid {
  readonly lines: readonly PricedLine[];
  /** What was paid of each charge, tax included, as `grossMinor`. */
  readonly taken: readonly FixedChargeDue[];
  readonly stillDue: readonly FixedChargeDue[];
  readonly restMinor: MoneyMinor;
}

/** Pays what is due from the oldest on; the charge that the money ends in stays due for the rest. */
export function payFixedCharges(due: readonly FixedChargeDue[], availableMinor: MoneyMinor, taxes: TaxTotals): FixedChargesPaid {
  const lines: PricedLine[] = [];
  const taken: FixedChargeDue[] = [];
  const stillDue: FixedChargeDue[] = [];
  let restMinor = availableMinor;
  for (const charge of due) {
    const grossMinor = least(charge.grossMinor, restMinor);
    if (grossMinor < charge.grossMinor) stillDue.push({ ...charge, grossMinor: subtract(charge.grossMinor, grossMinor) });
    if (grossMinor === 0n) continue;

    const taxMinor = charge.tax ? taxInside(grossMinor, charge.tax.percent) : moneyMinor(0n);
    if (charge.tax) taxes.add(charge.tax.code, taxMinor);
    taken.push({ ...charge, grossMinor });
    lines.push({ kind: 'fixed-charge', code: charge.code, month: charge.month, amountMinor: subtract(grossMinor, taxMinor) });
    restMinor = subtract(restMinor, grossMinor);
  }
  return { lines, taken, stillDue, restMinor };
}

/** halfUp(g × p / (1 + p)): the tax that is in a gross amount. */
function taxInside(grossMinor: MoneyMinor, percent: string): MoneyMinor {
  const taxMicro = percentToMicro(percent);
  return moneyMinor(divideHalfUp(grossMinor * taxMicro, MICRO + taxMicro));
}
