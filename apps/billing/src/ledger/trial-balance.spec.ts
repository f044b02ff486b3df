import { moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { isBalanced } from './trial-balance.js';

const total = (currency: string, debit: bigint, credit: bigint) => ({
  account: 'a',
  currency,
  debitMinor: moneyMinor(debit),
  creditMinor: moneyMinor(credit),
});

describe('isBalanced', () => {
  it('balances each currency by itself', () => {
    expect(isBalanced([total('KES', 5n, 0n), total('KES', 0n, 5n), total('USD', 1n, 1n)])).toBe(true);
    expect(isBalanced([total('KES', 5n, 0n), total('USD', 0n, 5n)])).toBe(false);
  });

  it('calls empty books balanced', () => {
    expect(isBalanced([])).toBe(true);
  });
});
