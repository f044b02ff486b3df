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
