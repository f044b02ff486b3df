import type { PricedLine } from './priced-vend.js';

/** One sum per tax code, in the order in which the codes come up. */
export class TaxTotals {
  private readonly minorByCode = new Map<string, bigint>();

  add(code: string, minor: bigint): void {
    this.minorByCode.set(code, (this.minorByCode.get(code) ?? 0n) + minor);
  }

  lines(): readonly PricedLine[] {
    return [...this.minorByCode].map(([code, amountMinor]) => ({ kind: 'tax', code, amountMinor }));
  }
}
