import type { Principal } from '@openprepay/contracts/identity';
import { vendorScope } from '../vendors/vendor-scope.js';

/** Who sells: a vendor out of its float, or the utility's own staff with no float at all. */
export interface Seller {
  readonly vendorId: string | undefined;
  readonly soldBy: string;
}

/**
 * Whose sale it is. Staff may name a vendor that they sell for.
 * @throws {VendingError} `vending.vendor_required`, `vending.vendor_not_yours`
 */
export const sellerOf = (caller: Principal, askedVendorId: string | undefined): Seller => ({
  vendorId: vendorScope(caller, askedVendorId),
  soldBy: caller.username,
});
