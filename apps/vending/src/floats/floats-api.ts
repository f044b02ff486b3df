import type { CreatedVendorAnswer, DepositAnswer, VendorChangeAnswer, VendorPolicyAnswer } from '@openprepay/contracts/http/vending-floats';
import type { PaidBackAnswer, WithdrawalAnswer } from '@openprepay/contracts/http/vending-withdrawals';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import { ruleToApi } from '../commissions/commission-api.js';
import type { DepositedFloat } from '../vendors/book-deposit.js';
import { vendorToApi } from '../vendors/vendor-api.js';
import type { CreatedVendor } from './create-vendor.js';
import { stateOf, type VendorChange } from './vendor-change.js';
import type { Withdrawal } from '../vendors/withdrawal.js';
import type { VendorPolicy } from './vendor-policy.js';
import type { WithdrawnFloat } from './withdraw-float.js';

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

export const paidBackToApi = (withdrawal: Withdrawal): PaidBackAnswer => ({
  withdrawalId: withdrawal.withdrawalId,
  vendorId: withdrawal.vendorId,
  amount: formatMoney(withdrawal.amountMinor, withdrawal.currency),
  currency: withdrawal.currency,
  ...present({ reference: withdrawal.reference, reason: withdrawal.reason, approvedBy: withdrawal.approvedBy }),
  withdrawnAt: withdrawal.withdrawnAt.toISOString(),
  withdrawnBy: withdrawal.requestedBy.username,
});

export const withdrawalToApi = ({ withdrawal, vendor }: WithdrawnFloat): WithdrawalAnswer => ({
  ...paidBackToApi(withdrawal),
  floatBalance: formatMoney(vendor.floatMinor, vendor.currency),
});

export const createdVendorToApi = ({ waiting, ...vendor }: CreatedVendor): CreatedVendorAnswer => ({
  ...vendorToApi(vendor),
  ...present({ awaiting: waiting && changeToApi(waiting) }),
});

export const policyToApi = (policy: VendorPolicy, currency: string): VendorPolicyAnswer => ({
  depositApprovalAbove: formatMoney(policy.depositApprovalAboveMinor, currency),
  floatLimitApprovalAbove: formatMoney(policy.floatLimitApprovalAboveMinor, currency),
  withdrawalApprovalAbove: formatMoney(policy.withdrawalApprovalAboveMinor, currency),
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
    case 'withdrawal': {
      const { vendorId, amountMinor, reference, reason } = wanted;
      return { vendorId, amount: formatMoney(amountMinor, currency), ...present({ reference, reason }) };
    }
    case 'commission': {
      const { vendorId, rules, effectiveFrom } = wanted;
      const commission = rules.map((rule) => ruleToApi(rule, currency));
      return { vendorId, commission, ...present({ effectiveFrom: effectiveFrom?.toISOString() }) };
    }
  }
}
