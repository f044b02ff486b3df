import type { ReversalAnswer, ReversalPolicyAnswer } from '@openprepay/contracts/http/vending-reversals';
import { present } from '@openprepay/contracts/present';
import type { ReversalPolicy } from './reversal-policy.js';
import { type Reversal, stateOf } from './reversal.js';

export const reversalToApi = (reversal: Reversal): ReversalAnswer => {
  const { reversalId, vendId, reason, requestedBy, requestedAt, decision } = reversal;
  return {
    ...{ reversalId, vendId, state: stateOf(reversal), reason, requestedBy },
    requestedAt: requestedAt.toISOString(),
    ...present({
      decidedBy: decision?.decidedBy,
      decidedAt: decision?.decidedAt.toISOString(),
      refusal: decision?.state === 'refused' ? decision.refusal : undefined,
      receiptNumber: decision?.state === 'reversed' ? decision.receiptNumber : undefined,
    }),
  };
};

export const reversalPolicyToApi = ({ mode, minutes, approval }: ReversalPolicy): ReversalPolicyAnswer => ({
  mode,
  ...present({ minutes }),
  approval,
});
