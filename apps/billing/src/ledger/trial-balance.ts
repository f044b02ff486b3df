import { addTo, subtract, type MoneyMinor } from '@openprepay/quantities';

/** Debits and credits of one currency. */
export interface CurrencyTotal {
  readonly currency: string;
  readonly debitMinor: MoneyMinor;
  readonly creditMinor: MoneyMinor;
}

/** All debits and all credits of one ledger account in one currency. */
export interface AccountTotal extends CurrencyTotal {
  readonly account: string;
}

export interface TrialBalance {
  /** Of all accounts, whatever the page. */
  readonly balanced: boolean;
  /** How many entries the journal has. */
  readonly entries: number;
  /** One page of them. */
  readonly accounts: readonly AccountTotal[];
  readonly nextCursor?: string;
}

/** Debits equal credits in every currency. */
export function isBalanced(totals: readonly CurrencyTotal[]): boolean {
  const sums = new Map<string, MoneyMinor>();
  for (const { currency, debitMinor, creditMinor } of totals) {
    addTo(sums, currency, subtract(debitMinor, creditMinor));
  }
  return [...sums.values()].every((sum) => sum === 0n);
}
