import type { CommissionAnswer } from '@openprepay/contracts/http/vending-commissions';
import { formatMoney, formatTrimmed } from '@openprepay/quantities';
import type { Vendor } from '../vendors/vendor.js';
import type { CommissionRule } from './commission.js';
import type { EndingWord, ListedCommission, SaidCommission } from './said-commission.js';

const PERCENT_DECIMALS = 4;

export const commissionToApi = ({ vendorId, currency }: Vendor, said: SaidCommission | undefined): CommissionAnswer => ({
  vendorId,
  currency,
  version: said?.version ?? 0,
  commission: (said?.rules ?? []).map((rule) => ruleToApi(rule, currency)),
  ...(said && {
    effectiveFrom: said.effectiveFrom.toISOString(),
    changedAt: said.changedAt.toISOString(),
    changedBy: said.changedBy,
  }),
});

export const listedToApi = (vendor: Vendor, { endedBy, ...said }: ListedCommission): CommissionAnswer => ({
  ...commissionToApi(vendor, said),
  ...(endedBy && { endedBy: endingToApi(endedBy) }),
});

const endingToApi = ({ version, changedAt, changedBy }: EndingWord) => ({ version, changedAt: changedAt.toISOString(), changedBy });

export function ruleToApi({ kind, rate }: CommissionRule, currency: string): CommissionAnswer['commission'][number] {
  if ('perVendMinor' in rate) return { kind, perVend: formatMoney(rate.perVendMinor, currency) };
  // the contract takes no share of free units
  return { kind: kind === 'debt' ? kind : 'credit', percent: formatTrimmed(rate.percentTenThousandths, PERCENT_DECIMALS) };
}
