import { describe, expect, it } from 'vitest';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import { compareLines, saleOf } from './sale-of.js';

const tariff: TariffAnswer = {
  tariffCode: 'DOM',
  version: 2,
  appliedAt: '2026-10-01T00:00:00Z',
  commodity: 'electricity',
  currency: 'USD',
  validFrom: '2026-11-01T00:00:00.000Z',
  energy: { blocks: [{ rate: '0.10' }] },
  fixedCharges: [{ code: 'standing', amount: '2.00', per: 'month' }],
  minimumTender: '5.00',
};

describe('what a sale would give', () => {
  it('is the first of a month: its fixed charges, then units', () => {
    expect(saleOf(tariff, '12')).toEqual({
      kind: 'priced',
      units: '100.0',
      lines: [
        { kind: 'fixed-charge', code: 'standing', amount: '2.00', month: '2026-11' },
        { kind: 'energy', code: 'energy', amount: '10.00', blocks: [{ units: '100.0', rate: '0.10' }] },
      ],
    });
  });

  it.each([
    ['4', 'below-minimum'],
    ['12.345', 'amount'],
    ['x', 'amount'],
  ])('says of %s why nothing would be sold: %s', (amount, why) => {
    expect(saleOf(tariff, amount)).toEqual({ kind: 'refused', why });
  });

  it('stands line beside line, and what only the earlier version has comes last', () => {
    const energy = { kind: 'energy', code: 'energy', amount: '10.00' } as const;
    const levy = { kind: 'levy', code: 'rep', amount: '1.00' } as const;
    expect(compareLines([energy], [levy, { ...energy, amount: '9.00' }])).toEqual([
      { kind: 'energy', code: 'energy', now: energy, before: { ...energy, amount: '9.00' } },
      { kind: 'levy', code: 'rep', now: undefined, before: levy },
    ]);
  });
});
