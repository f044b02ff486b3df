import { VendingError } from '../vending-error.js';
import { type AskedOrder, isAsked, type OrderOutcome, stateOf, type TokenOrder } from './token-order.js';

interface VaultAnswer {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
}

export interface MatchedOrders<Answer> {
  /** Those that await their answer, beside it. */
  readonly found: readonly { readonly order: AskedOrder; readonly answer: Answer }[];
  /** Answers to what is no order. */
  readonly unknown: readonly Answer[];
}

/**
 * Puts answers of the vault beside the orders that await them, once each; repeated answers are left out.
 * @throws {VendingError} `vending.token_answer_contradicts` where the order is another meter's, was never asked for or has ended otherwise
 */
export function matchOrders<Answer extends VaultAnswer>(
  orders: readonly TokenOrder[],
  answers: readonly Answer[],
  outcome: OrderOutcome['state'],
): MatchedOrders<Answer> {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const first = new Map<string, Answer>();
  for (const answer of answers) if (!first.has(answer.requestId)) first.set(answer.requestId, answer);
  const unknown = answers.filter(({ requestId }) => !byId.has(requestId));
  const found = [...first.values()].flatMap((answer) => {
    const order = byId.get(answer.requestId);
    if (!order) return [];
    if (order.meterNumber !== answer.meterNumber || order.meterPan !== answer.meterPan) {
      throw new VendingError('vending.token_answer_contradicts', `the answer for order ${order.orderId} is for another meter`);
    }
    if (order.outcome?.state === outcome) return [];
    if (order.outcome || !isAsked(order)) {
      throw new VendingError('vending.token_answer_contradicts', `order ${order.orderId} is ${stateOf(order)}, the answer says ${outcome}`);
    }
    return [{ order, answer }];
  });
  return { found, unknown };
}
