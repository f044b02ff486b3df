import type { FreeIssueAnswer, FreeIssuePolicyAnswer } from '@openprepay/contracts/http/vending-free-issues';
import { present } from '@openprepay/contracts/present';
import { formatCredit } from '@openprepay/quantities';
import { vendToApi } from '../vend/vend-api.js';
import type { Vend } from '../vend/vend.js';
import { type FreeIssue, stateOf } from './free-issue.js';
import type { FreeIssuePolicy } from './free-issue-policy.js';

export const freeIssueToApi = (issue: FreeIssue, vend?: Vend): FreeIssueAnswer => {
  const { freeIssueId, kind, meterNumber, unitsTenths, unit, reason, requestedBy, requestedAt, decision } = issue;
  return {
    ...{ freeIssueId, state: stateOf(issue), kind, meterNumber, reason, requestedBy },
    units: { value: formatCredit(unitsTenths), unit },
    requestedAt: requestedAt.toISOString(),
    ...present({
      decidedBy: decision?.decidedBy,
      decidedAt: decision?.decidedAt.toISOString(),
      refusal: decision?.state === 'refused' ? decision.refusal : undefined,
      vendId: decision?.state === 'issued' ? decision.vendId : undefined,
      vend: vend && vendToApi(vend),
    }),
  };
};

export const freeIssuePolicyToApi = ({ approvalAboveTenths, perUserPerDayTenths }: FreeIssuePolicy): FreeIssuePolicyAnswer => ({
  unitsApprovalAbove: formatCredit(approvalAboveTenths),
  ...present({ unitsPerUserPerDay: perUserPerDayTenths && formatCredit(perUserPerDayTenths) }),
});
