import type { MoneyMinor } from '@openprepay/quantities';
import { VendingError } from '../vending-error.js';

/** Money paid in; `reference` is the bank's and makes a repeated deposit the same one. */
export interface Deposit {
  readonly depositId: string;
  readonly vendorId: string;
  readonly amountMinor: MoneyMinor;
  readonly currency: string;
  readonly reference: string;
  readonly depositedAt: Date;
  /** Whose word it is; not kept of deposits of old. */
  readonly depositedBy: string | undefined;
  /** Who confirmed it, where it took two people. */
  readonly approvedBy: string | undefined;
}

/**
 * A reference as it is compared: a bank statement that is typed twice is one transfer, whatever the hyphens, the case and the spaces,
 * seen or unseen.
 */
export const referenceKey = (reference: string): string =>
  reference
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase();

/**
 * A deposit that came again under its reference must be the same money for the same vendor: one transfer is one deposit.
 * @throws {VendingError} `vending.deposit_reference_reused`
 */
export function sameDeposit<Kept extends Pick<Deposit, 'vendorId' | 'amountMinor' | 'reference'>>(
  earlier: Kept,
  { vendorId, amountMinor }: Pick<Deposit, 'vendorId' | 'amountMinor'>,
): Kept {
  if (earlier.vendorId === vendorId && earlier.amountMinor === amountMinor) return earlier;
  const difference = earlier.vendorId === vendorId ? 'another amount' : 'a deposit of another vendor';
  throw new VendingError('vending.deposit_reference_reused', `reference ${JSON.stringify(earlier.reference)} was ${difference}`);
}
