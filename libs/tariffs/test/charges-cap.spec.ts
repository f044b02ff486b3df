import { moneyMinor } from '@openprepay/quantities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLines, type SupplyState } from '../src/index.js';
import { debt, sell, supply } from './sell.js';

const standing = { code: 'standing', position: 0, grossMinor: moneyMinor(17_400n), tax: { code: 'VAT', percent: '16' } };

/** A customer who comes back after as many idle months of the standing charge. */
const idleFor = (months: number): SupplyState => ({
  ...supply,
  chargesAccruedThrough: '2026-11',
  fixedChargesDue: Array.from({ length: months }, (_, nth) => ({ ...standing, month: `2026-0${nth + 1}` })),
});

describe('a cap on charges', () => {
  it('leaves its share of the tender to energy, and what it kept back stays due', () => {
    const vend = sell({
      tariff: { chargesCap: { share: '50' } },
      tenderMinor: 100_000n,
      state: idleFor(5),
      debts: [debt({ share: '20' })],
    });

    // 500.00 of the tender: two months whole, and 152.00 of the third, so that nothing is left for the debt
    expect(formatLines(vend.lines, 'KES').map(({ kind, amount, month }) => [kind, month, amount])).toEqual([
      ['fixed-charge', '2026-01', '150.00'],
      ['fixed-charge', '2026-02', '150.00'],
      ['fixed-charge', '2026-03', '131.03'],
      ['energy', undefined, expect.any(String)],
      ['levy', undefined, expect.any(String)],
      ['levy', undefined, expect.any(String)],
      ['tax', undefined, expect.any(String)],
    ]);
    expect(vend.nextState.fixedChargesDue.map(({ month, grossMinor }) => [month, grossMinor])).toEqual([
      ['2026-03', 2_200n],
      ['2026-04', 17_400n],
      ['2026-05', 17_400n],
    ]);
  });

  it('holds for charges and debts together, rounded down', () => {
    const vend = sell({
      tariff: {
        chargesCap: { share: '33.3333' },
        levies: undefined,
        fixedCharges: undefined,
        tax: undefined,
        energy: { blocks: [{ rate: '1' }] },
      },
      tenderMinor: 1_001n,
      debts: [debt({ amountMinor: moneyMinor(200n) }), debt({ share: '50' })],
    });

    // floor(1001 × 0.333333) = 333
    expect(vend.debtsTaken.map(({ amountMinor }) => amountMinor)).toEqual([200n, 133n]);
  });

  it('lets every tender buy units, whatever is due', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 5_000n, max: 5_000_000n }), fc.integer({ min: 0, max: 9 }), fc.nat(99), (tenderMinor, months, share) => {
        const vend = sell({
          ...{ tariff: { chargesCap: { share: '50' } }, tenderMinor, state: idleFor(months) },
          debts: [debt({ share: String(share) }), debt({ amountMinor: moneyMinor(1_000_000n) })],
        });

        expect(vend.unitsTenths > 0n).toBe(true);
      }),
    );
  });
});
