import { moneyMinor, negate, sum } from '@openprepay/quantities';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedLines } from './journal-entry.js';

const amounts = fc.array(fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).map(moneyMinor), { maxLength: 12 });
/** An entry that moves something, whatever comes with it. */
const MOVED = [
  { account: 'from', amountMinor: moneyMinor(-1n) },
  { account: 'to', amountMinor: moneyMinor(1n) },
];
const account = fc.constantFrom('bank', 'cash-desk:cash', 'tax:VAT');

describe('balancedLines', () => {
  it('refuses lines that do not sum to zero', () => {
    expect(() => balancedLines([{ account: 'bank', amountMinor: moneyMinor(1n) }], 'KES')).toThrow(
      expect.objectContaining({ code: 'billing.entry_unbalanced', message: 'the lines of an entry sum to 0.01 KES, not to zero' }),
    );
  });

  it('refuses lines that come to nothing: an entry moves money', () => {
    for (const lines of [
      [],
      [
        { account: 'bank', amountMinor: moneyMinor(5n) },
        { account: 'bank', amountMinor: moneyMinor(-5n) },
      ],
    ]) {
      expect(() => balancedLines(lines, 'KES')).toThrow(expect.objectContaining({ code: 'billing.entry_unbalanced' }));
    }
  });

  it('merges the lines of one account and drops what comes to nothing', () => {
    const lines = balancedLines(
      [
        { account: 'bank', amountMinor: moneyMinor(70n) },
        { account: 'tax:VAT', amountMinor: moneyMinor(5n) },
        { account: 'bank', amountMinor: moneyMinor(-100n) },
        { account: 'tax:VAT', amountMinor: moneyMinor(-5n) },
        { account: 'sales:water', amountMinor: moneyMinor(30n) },
      ],
      'KES',
    );

    expect(lines).toEqual([
      { account: 'bank', amountMinor: -30n },
      { account: 'sales:water', amountMinor: 30n },
    ]);
  });

  it('keeps what each account is owed, whatever the lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(account, fc.bigInt({ min: -999n, max: 999n }).map(moneyMinor)), { maxLength: 20 }), (pairs) => {
        const rest = negate(sum(pairs.map(([, amountMinor]) => amountMinor)));
        const given = [
          ...pairs.map(([name, amountMinor]) => ({ account: name, amountMinor })),
          { account: 'rest', amountMinor: rest },
          ...MOVED,
        ];

        const kept = balancedLines(given, 'KES');

        const total = (lines: typeof given, name: string): bigint =>
          sum(lines.filter((line) => line.account === name).map(({ amountMinor }) => amountMinor));
        for (const name of ['bank', 'cash-desk:cash', 'tax:VAT', 'rest']) expect(total([...kept], name)).toBe(total(given, name));
        expect(kept.every((line) => line.amountMinor !== 0n)).toBe(true);
      }),
    );
  });

  it('lets nothing through whose sum is not zero', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const post = (): unknown =>
          balancedLines([...MOVED, ...values.map((amountMinor, index) => ({ account: `a${index}`, amountMinor }))], 'KES');
        if (sum(values) === 0n) expect(post).not.toThrow();
        else expect(post).toThrow();
      }),
    );
  });
});
