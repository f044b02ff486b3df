import type { MoneyMinor } from '@openprepay/quantities';

/** A debt that vends pay off, in the order in which they are passed. */
export interface Debt {
  readonly debtId: string;
  readonly code: string;
  /** Smallest units of the currency. */
  readonly outstandingMinor: MoneyMinor;
  readonly recovery: DebtRecovery;
}

/** `share` is percent of the tender as a decimal string, `amountMinor` a fixed sum of each vend. */
export type DebtRecovery = { readonly share: string } | { readonly amountMinor: MoneyMinor };

/** What one vend paid of one debt. */
export interface DebtTaken {
  readonly debtId: string;
  readonly code: string;
  readonly amountMinor: MoneyMinor;
  /** What was still owed of it afterwards; undefined of what was taken before that was kept. */
  readonly outstandingMinor?: MoneyMinor;
}
