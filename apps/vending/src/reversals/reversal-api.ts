import type { ReversalAnswer, ReversalPolicyAnswer } from '@openprepay/contracts/http/vending-reversals';
import { present } from '@openprepay/contracts/present';
import type { ReversalPolicy } from './reversal-policy.js';
import { type AskedReversal, type Reversal, stateOf } from './reversal.js';

export const reversalToApi = (reversal: Reversal): ReversalAnswer => ({ vendId: reversal.vendId, ...askedToApi(reversal) });

/** What a reversal says of itself, whatever it takes back. */
export const askedToApi = (reversal: AskedReversal): Omit<ReversalAnswer, 'vendId'> => {
  const { reversalId, reason, requestedBy, requestedAt, decision } = reversal;
  return {
    ...{ reversalId, state: stateOf(reversal), reason, requestedBy },
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
