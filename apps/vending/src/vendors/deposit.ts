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
}

/**
 * A deposit that came again under its reference must be the same money.
 * @throws {VendingError} `vending.deposit_reference_reused`
 */
export function sameDeposit(earlier: Deposit, amountMinor: MoneyMinor): Deposit {
  if (earlier.amountMinor === amountMinor) return earlier;
  throw new VendingError('vending.deposit_reference_reused', `reference ${JSON.stringify(earlier.reference)} was another amount`);
}
