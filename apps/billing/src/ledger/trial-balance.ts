import type { AccountTotal } from './journal.repository.js';

/** Debits equal credits in every currency. */
export function isBalanced(accounts: readonly AccountTotal[]): boolean {
  const sums = new Map<string, bigint>();
  for (const { currency, debitMinor, creditMinor } of accounts) {
    sums.set(currency, (sums.get(currency) ?? 0n) + debitMinor - creditMinor);
  }
  return [...sums.values()].every((sum) => sum === 0n);
}
