import { addTo, subtract, type MoneyMinor } from '@openprepay/quantities';

/** All debits and all credits of one ledger account in one currency. */
export interface AccountTotal {
  readonly account: string;
  readonly currency: string;
  readonly debitMinor: MoneyMinor;
  readonly creditMinor: MoneyMinor;
}

export interface TrialBalance {
  readonly balanced: boolean;
  /** How many entries the journal has. */
  readonly entries: number;
  readonly accounts: readonly AccountTotal[];
}

/** Debits equal credits in every currency. */
export function isBalanced(accounts: readonly AccountTotal[]): boolean {
  const sums = new Map<string, MoneyMinor>();
  for (const { currency, debitMinor, creditMinor } of accounts) {
    addTo(sums, currency, subtract(debitMinor, creditMinor));
  }
  return [...sums.values()].every((sum) => sum === 0n);
}
