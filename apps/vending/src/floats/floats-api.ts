import type { CreatedVendorAnswer, DepositAnswer, VendorChangeAnswer, VendorPolicyAnswer } from '@openprepay/contracts/http/vending-floats';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import type { DepositedFloat } from '../vendors/book-deposit.js';
import { vendorToApi } from '../vendors/vendor-api.js';
import type { CreatedVendor } from './create-vendor.js';
import { stateOf, type VendorChange } from './vendor-change.js';
import type { VendorPolicy } from './vendor-policy.js';

export const depositToApi = ({ deposit, vendor }: DepositedFloat): DepositAnswer => ({
  depositId: deposit.depositId,
  vendorId: deposit.vendorId,
  amount: formatMoney(deposit.amountMinor, deposit.currency),
  currency: deposit.currency,
  reference: deposit.reference,
  depositedAt: deposit.depositedAt.toISOString(),
  ...present({ depositedBy: deposit.depositedBy, approvedBy: deposit.approvedBy }),
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
});

export const createdVendorToApi = ({ waiting, ...vendor }: CreatedVendor): CreatedVendorAnswer => ({
  ...vendorToApi(vendor),
  ...present({ awaiting: waiting && changeToApi(waiting) }),
});

export const policyToApi = (policy: VendorPolicy, currency: string): VendorPolicyAnswer => ({
  depositApprovalAbove: formatMoney(policy.depositApprovalAboveMinor, currency),
  floatLimitApprovalAbove: formatMoney(policy.floatLimitApprovalAboveMinor, currency),
  currency,
});

export const changeToApi = (change: VendorChange): VendorChangeAnswer => ({
  changeId: change.changeId,
  change: change.wanted.kind,
  state: stateOf(change),
  ...wantedToApi(change),
  currency: change.currency,
  requestedBy: change.requestedBy,
  requestedAt: change.requestedAt.toISOString(),
  ...present({
    decidedBy: change.decision?.decidedBy,
    decidedAt: change.decision?.decidedAt.toISOString(),
    refusal: change.decision?.refusal,
  }),
});

function wantedToApi({ wanted, currency }: VendorChange): Partial<VendorChangeAnswer> {
  switch (wanted.kind) {
    case 'deposit':
      return { vendorId: wanted.vendorId, amount: formatMoney(wanted.amountMinor, currency), reference: wanted.reference };
    case 'float-limit':
      return { vendorId: wanted.vendorId, floatLimit: formatMoney(wanted.floatLimitMinor, currency) };
    case 'policy':
      return { policy: policyToApi(wanted.policy, currency) };
  }
}
