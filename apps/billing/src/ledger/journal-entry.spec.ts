import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedLines } from './journal-entry.js';

const amounts = fc.array(fc.bigInt({ min: -1_000_000n, max: 1_000_000n }), { maxLength: 12 });
const account = fc.constantFrom('bank', 'cash-desk:cash', 'tax:VAT');

describe('balancedLines', () => {
  it('refuses lines that do not sum to zero', () => {
    expect(() => balancedLines([{ account: 'bank', amountMinor: 1n }])).toThrow(
      expect.objectContaining({ code: 'billing.entry_unbalanced' }),
    );
  });

  it('merges the lines of one account and drops what comes to nothing', () => {
    const lines = balancedLines([
      { account: 'bank', amountMinor: 70n },
      { account: 'tax:VAT', amountMinor: 5n },
      { account: 'bank', amountMinor: -100n },
      { account: 'tax:VAT', amountMinor: -5n },
      { account: 'sales:water', amountMinor: 30n },
    ]);

    expect(lines).toEqual([
      { account: 'bank', amountMinor: -30n },
      { account: 'sales:water', amountMinor: 30n },
    ]);
  });

  it('keeps what each account is owed, whatever the lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(account, fc.bigInt({ min: -999n, max: 999n })), { maxLength: 20 }), (pairs) => {
        const rest = pairs.reduce((sum, [, amount]) => sum + amount, 0n);
        const given = [...pairs.map(([name, amountMinor]) => ({ account: name, amountMinor })), { account: 'rest', amountMinor: -rest }];

        const kept = balancedLines(given);

        const total = (lines: typeof given, name: string): bigint =>
          lines.filter((line) => line.account === name).reduce((sum, line) => sum + line.amountMinor, 0n);
        for (const name of ['bank', 'cash-desk:cash', 'tax:VAT', 'rest']) expect(total([...kept], name)).toBe(total(given, name));
        expect(kept.every((line) => line.amountMinor !== 0n)).toBe(true);
      }),
    );
  });

  it('lets nothing through whose sum is not zero', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const sum = values.reduce((total, value) => total + value, 0n);
        const post = (): unknown => balancedLines(values.map((amountMinor, index) => ({ account: `a${index}`, amountMinor })));
        if (sum === 0n) expect(post).not.toThrow();
        else expect(post).toThrow();
      }),
    );
  });
});
