import { moneyMinor } from '@openprepay/quantities';
import type { PricedLine } from '@openprepay/tariffs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commissionOf, type CommissionRule, type EarningSale, earnedBy } from './commission.js';

const percentOf = (kind: CommissionRule['kind'], percentTenThousandths: bigint): CommissionRule => ({
  kind,
  rate: { percentTenThousandths },
});
const perVend = (kind: CommissionRule['kind'], minor: bigint): CommissionRule => ({ kind, rate: { perVendMinor: moneyMinor(minor) } });
/** A sale of so much money, of which so much goes to a debt. */
const sold = (tender: bigint, debt = 0n) => {
  const energy = { kind: 'energy', code: 'energy', amountMinor: moneyMinor(tender - debt), blocks: [] } as unknown as PricedLine;
  const loan = { kind: 'debt', code: 'loan', debtId: 'd', amountMinor: moneyMinor(debt) } as const;
  return { tenderMinor: moneyMinor(tender), lines: debt === 0n ? [energy] : [loan, energy] };
};
const given = (kind: string): EarningSale => ({ ...sold(0n), lines: [], grant: { kind } });
const parts = (rules: readonly CommissionRule[], sale: EarningSale) =>
  commissionOf({ version: 1, rules }, sale)?.parts.map(({ kind, amountMinor }) => [kind, amountMinor]);

describe('what a sale earns its vendor', () => {
  it.each([
    ['3.5 % of its money', [percentOf('credit', 35_000n)], sold(10_000n), [['credit', 350n]]],
    ['less than a smallest unit not at all', [percentOf('credit', 35_000n)], sold(28n), undefined],
    ['rounded down to the smallest unit', [percentOf('credit', 35_000n)], sold(10_057n), [['credit', 351n]]],
    [
      'of debts at their own rate',
      [percentOf('debt', 100_000n), percentOf('credit', 10_000n)],
      sold(10_000n, 4_000n),
      [
        ['credit', 60n],
        ['debt', 400n],
      ],
    ],
    ['nothing for debts where it recovers none', [perVend('debt', 50n)], sold(10_000n), undefined],
    ['so much per vend', [perVend('credit', 50n)], sold(10_000n), [['credit', 50n]]],
    [
      'never more than its money',
      [perVend('credit', 500n), perVend('debt', 500n)],
      sold(700n, 200n),
      [
        ['credit', 500n],
        ['debt', 200n],
      ],
    ],
    [
      'the fee for free units, where they are all it is',
      [perVend('free-basic', 75n), percentOf('credit', 10_000n)],
      given('free-basic'),
      [['free-basic', 75n]],
    ],
    ['no fee for free units beside money', [perVend('free-basic', 75n)], sold(100n), undefined],
    ['nothing for what else is given', [perVend('free-basic', 75n), perVend('credit', 5n)], given('free-issue'), undefined],
    ['all of it at 100 %', [percentOf('credit', 1_000_000n)], sold(999n), [['credit', 999n]]],
  ] as const)('is %s', (_what, rules, sale, expected) => {
    expect(parts(rules, sale)).toEqual(expected);
  });

  it('is never below nothing nor above its money, whatever the terms', () => {
    const rate = fc.oneof(
      fc.bigInt({ min: 0n, max: 1_000_000n }).map((percentTenThousandths) => ({ percentTenThousandths })),
      fc.bigInt({ min: 0n, max: 10n ** 6n }).map((minor) => ({ perVendMinor: moneyMinor(minor) })),
    );
    const rules = fc.record({ credit: rate, debt: rate }).map(({ credit, debt }): CommissionRule[] => [
      { kind: 'debt', rate: debt },
      { kind: 'credit', rate: credit },
    ]);
    const sale = fc
      .bigInt({ min: 1n, max: 10n ** 12n })
      .chain((tender) => fc.bigInt({ min: 0n, max: tender }).map((debt) => sold(tender, debt)));
    fc.assert(
      fc.property(rules, sale, (terms, one) => {
        const earned = earnedBy(commissionOf({ version: 1, rules: terms }, one));
        expect(earned >= 0n && earned <= one.tenderMinor).toBe(true);
      }),
    );
  });
});
