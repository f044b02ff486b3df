import type { DepositAnswer, VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { formatMoney } from '@openprepay/quantities';
import type { DepositedFloat } from './deposit-float.js';
import type { Vendor } from './vendor.js';

export const vendorToApi = (vendor: Vendor): VendorAnswer => ({
  vendorId: vendor.vendorId,
  name: vendor.name,
  currency: vendor.currency,
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
  floatLimit: formatMoney(vendor.floatLimitMinor, vendor.currency),
  createdAt: vendor.createdAt.toISOString(),
});

export const depositToApi = ({ deposit, vendor }: DepositedFloat): DepositAnswer => ({
  depositId: deposit.depositId,
  vendorId: deposit.vendorId,
  amount: formatMoney(deposit.amountMinor, deposit.currency),
  currency: deposit.currency,
  reference: deposit.reference,
  depositedAt: deposit.depositedAt.toISOString(),
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
});
