import type { TokenOrderAnswer, TokenPolicyAnswer } from '@openprepay/contracts/http/vending-tokens';
import { present } from '@openprepay/contracts/present';
import { stateOf, type TokenOrder } from './token-order.js';
import type { SetsBefore } from './token-order.repository.js';
import type { TokenPolicy } from './token-policy.js';

export const tokenOrderToApi = (order: TokenOrder, sets: SetsBefore): TokenOrderAnswer => ({
  orderId: order.orderId,
  state: stateOf(order),
  meterNumber: order.meterNumber,
  kind: order.kind,
  parameters: order.parameters,
  reason: order.reason,
  requestedBy: order.requestedBy,
  requestedAt: order.requestedAt.toISOString(),
  ...present({
    decidedBy: order.decision?.decidedBy,
    decidedAt: order.decision?.decidedAt.toISOString(),
    refusal: order.decision?.refusal,
    cancellation: order.cancellation && {
      cancelledBy: order.cancellation.cancelledBy,
      cancelledAt: order.cancellation.cancelledAt.toISOString(),
      reason: order.cancellation.reason,
    },
  }),
  ...outcomeToApi(order),
  ...present({ enterFirst: sets.get(order.orderId)?.tokens.map((token) => ({ ...token, kind: 'key-change' as const })) }),
  delivery: deliveryToApi(order),
});

export const tokenPolicyToApi = ({ approval, limits }: TokenPolicy): TokenPolicyAnswer => ({ approval, limits });

function outcomeToApi({ outcome }: TokenOrder): Partial<TokenOrderAnswer> {
  if (!outcome) return {};
  const at = outcome.at.toISOString();
  if (outcome.state === 'failed') return { failure: { code: outcome.code, reason: outcome.reason, at } };
  return {
    tokens: outcome.tokens.map(({ token, kind, tokenIdentifier }) => ({ token, kind, tid: tokenIdentifier })),
    ...(outcome.sampleTables ? { sampleTables: true } : {}),
    completedAt: at,
  };
}

function deliveryToApi({ delivery }: TokenOrder): TokenOrderAnswer['delivery'] {
  if (delivery.state === 'none') return delivery;
  return { ...delivery, at: delivery.at.toISOString() };
}
