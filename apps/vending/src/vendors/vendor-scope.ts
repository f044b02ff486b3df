import type { Principal } from '@openprepay/contracts/identity';
import { VendingError } from '../vending-error.js';

/**
 * The vendor that a caller is bound to, or has asked for; undefined is the utility itself.
 * A vendor's user stays bound whatever other roles it has: else a second role would sell past the float.
 * @throws {VendingError} `vending.vendor_required` for a vendor's user without a vendor, `vending.vendor_not_yours`
 */
export function vendorScope(caller: Principal, askedVendorId?: string): string | undefined {
  if (!isBoundToVendor(caller)) return askedVendorId;
  if (caller.vendorId === undefined) throw new VendingError('vending.vendor_required', `user ${caller.username} belongs to no vendor`);
  if (askedVendorId !== undefined && askedVendorId !== caller.vendorId) {
    throw new VendingError('vending.vendor_not_yours', 'a vendor can act for itself only');
  }
  return caller.vendorId;
}

const isBoundToVendor = ({ vendorId, roles }: Principal): boolean => vendorId !== undefined || roles.includes('vendor');

/**
 * What the utility does for its vendors is done by its staff: a vendor's user stays a vendor's whatever other roles it has.
 * @throws {VendingError} `vending.staff_required`
 */
export function requireStaff(caller: Principal): void {
  if (isBoundToVendor(caller)) throw new VendingError('vending.staff_required', 'only staff of the utility may do this, no vendor’s user');
}
