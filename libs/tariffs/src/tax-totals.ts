import { addTo, type MoneyMinor } from '@openprepay/quantities';
import type { PricedLine } from './priced-vend.js';

/** One sum per tax code, in the order in which the codes come up. */
export class TaxTotals {
  private readonly minorByCode = new Map<string, MoneyMinor>();

  add(code: string, taxMinor: MoneyMinor): void {
    addTo(this.minorByCode, code, taxMinor);
  }

  lines(): readonly PricedLine[] {
    return [...this.minorByCode].map(([code, amountMinor]) => ({ kind: 'tax', code, amountMinor }));
  }
}
