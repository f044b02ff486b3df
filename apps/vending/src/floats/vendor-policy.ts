import { minorDigits, moneyMinor, type MoneyMinor } from '@openprepay/quantities';

/** Above these, in the utility's currency, money for vendors takes two people. */
export interface VendorPolicy {
  readonly depositApprovalAboveMinor: MoneyMinor;
  readonly floatLimitApprovalAboveMinor: MoneyMinor;
  readonly withdrawalApprovalAboveMinor: MoneyMinor;
}

/** Of a utility that has said nothing else: a day's takings of a busy shop pass, a slip of two digits does not. */
const DEFAULT_APPROVAL_ABOVE = 1_000_000n;

export function defaultPolicy(currency: string): VendorPolicy {
  const above = moneyMinor(DEFAULT_APPROVAL_ABOVE * 10n ** BigInt(minorDigits(currency)));
  return { depositApprovalAboveMinor: above, floatLimitApprovalAboveMinor: above, withdrawalApprovalAboveMinor: above };
}

/** Whether `next` lets one person do more than `current`: that is for two to say. */
export const isLooser = (next: VendorPolicy, current: VendorPolicy): boolean =>
  next.depositApprovalAboveMinor > current.depositApprovalAboveMinor ||
  next.floatLimitApprovalAboveMinor > current.floatLimitApprovalAboveMinor ||
  next.withdrawalApprovalAboveMinor > current.withdrawalApprovalAboveMinor;
