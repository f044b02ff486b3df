import type { Principal } from '@openprepay/contracts/identity';
import type { Seller } from '../vend/vend.js';
import { vendorScope } from '../vendors/vendor-scope.js';

/**
 * Whose sale it is. Staff may name a vendor that they sell for.
 * @throws {VendingError} `vending.vendor_required`, `vending.vendor_not_yours`
 */
export const sellerOf = (caller: Principal, askedVendorId: string | undefined): Seller => ({
  vendorId: vendorScope(caller, askedVendorId),
  soldBy: caller.username,
});
