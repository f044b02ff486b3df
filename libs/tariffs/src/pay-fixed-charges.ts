import { divideHalfUp } from '@openprepay/quantities';
import { MICRO, percentToMicro } from './compile-tariff.js';
import type { PricedLine } from './priced-vend.js';
import type { FixedChargeDue } from './supply-state.js';
import type { TaxTotals } from './tax-totals.js';

export interface FixedChargesPaid {
  readonly lines: readonly PricedLine[];
  /** What was paid of each charge, tax included, as `grossMinor`. */
  readonly taken: readonly FixedChargeDue[];
  readonly stillDue: readonly FixedChargeDue[];
  readonly restMinor: bigint;
}

/** Pays what is due from the oldest on; the charge that the money ends in stays due for the rest. */
export function payFixedCharges(due: readonly FixedChargeDue[], moneyMinor: bigint, taxes: TaxTotals): FixedChargesPaid {
  const lines: PricedLine[] = [];
  const taken: FixedChargeDue[] = [];
  const stillDue: FixedChargeDue[] = [];
  let restMinor = moneyMinor;
  for (const charge of due) {
    const grossMinor = charge.grossMinor < restMinor ? charge.grossMinor : restMinor;
    if (grossMinor < charge.grossMinor) stillDue.push({ ...charge, grossMinor: charge.grossMinor - grossMinor });
    if (grossMinor === 0n) continue;

    const taxMinor = charge.tax ? taxInside(grossMinor, charge.tax.percent) : 0n;
    if (charge.tax) taxes.add(charge.tax.code, taxMinor);
    taken.push({ ...charge, grossMinor });
    lines.push({ kind: 'fixed-charge', code: charge.code, month: charge.month, amountMinor: grossMinor - taxMinor });
    restMinor -= grossMinor;
  }
  return { lines, taken, stillDue, restMinor };
}

/** halfUp(g × p / (1 + p)): the tax that is in a gross amount. */
function taxInside(grossMinor: bigint, percent: string): bigint {
  const taxMicro = percentToMicro(percent);
  return divideHalfUp(grossMinor * taxMicro, MICRO + taxMicro);
}
