import type { MoneyMinor } from '@openprepay/quantities';

/** Who sells for the utility, out of a float that was paid in before. */
export interface Vendor {
  readonly vendorId: string;
  readonly name: string;
  readonly currency: string;
  /** What is left of the deposits; below zero down to `-floatLimitMinor`. */
  readonly floatMinor: MoneyMinor;
  /** Credit that the utility gives beyond the deposits. */
  readonly floatLimitMinor: MoneyMinor;
  readonly createdAt: Date;
}
