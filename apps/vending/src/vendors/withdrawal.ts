import type { MoneyMinor } from '@openprepay/quantities';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';

/** What somebody wants to be paid back to a vendor. */
export interface WantedWithdrawal {
  readonly vendorId: string;
  readonly amountMinor: MoneyMinor;
  /** Of the transfer to the vendor. */
  readonly reference: string | undefined;
  readonly reason: string | undefined;
}

/** Money of a float that was paid back to its vendor. A key of a person is one of them. */
export interface Withdrawal extends WantedWithdrawal {
  readonly withdrawalId: string;
  readonly currency: string;
  readonly idempotencyKey: string;
  readonly requestedBy: Person;
  /** Who confirmed it, where it took two people. */
  readonly approvedBy: string | undefined;
  readonly withdrawnAt: Date;
}

/**
 * What came again under its key must be the same money for the same vendor, in the same words.
 * @throws {VendingError} `vending.idempotency_key_reused`
 */
export function sameWithdrawal<Kept extends WantedWithdrawal>(earlier: Kept, wanted: WantedWithdrawal): Kept {
  const same =
    earlier.vendorId === wanted.vendorId &&
    earlier.amountMinor === wanted.amountMinor &&
    earlier.reference === wanted.reference &&
    earlier.reason === wanted.reason;
  if (same) return earlier;
  throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another withdrawal');
}
