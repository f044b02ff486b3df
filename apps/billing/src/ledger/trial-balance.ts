import { addTo, subtract, type MoneyMinor } from '@openprepay/quantities';
import type { AccountTotal } from './journal.repository.js';

/** Debits equal credits in every currency. */
export function isBalanced(accounts: readonly AccountTotal[]): boolean {
  const sums = new Map<string, MoneyMinor>();
  for (const { currency, debitMinor, creditMinor } of accounts) {
    addTo(sums, currency, subtract(debitMinor, creditMinor));
  }
  return [...sums.values()].every((sum) => sum === 0n);
}
