import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import { askForTokens } from './ask-for-token.js';
import { requireAwaitingToken, type TokenOrder } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

export interface CancelTokenOrderCommand {
  readonly orderId: string;
  readonly reason: string;
}

/** Has the vault refuse an order for good that it has not answered; where there is a token already the order stands. */
export class CancelTokenOrder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: TokenOrderRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: the first reason stands.
   * @throws {VendingError} `vending.token_order_unknown`, `vending.token_order_not_awaited`, `vending.staff_required`
   */
  async execute(caller: Principal, { orderId, reason }: CancelTokenOrderCommand): Promise<TokenOrder> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const [order] = await this.orders.lockAll(tx, [orderId]);
      if (!order) throw new VendingError('vending.token_order_unknown', `there is no order ${orderId}`);
      requireAwaitingToken(order);
      if (order.cancellation) return order;
      const at = this.clock.now();
      const cancelled = { ...order, cancellation: { cancelledBy: personOf(caller), cancelledAt: at, reason } };
      await this.orders.cancel(tx, cancelled);
      await askForTokens(tx, this.requests, { orders: [cancelled], at });
      return cancelled;
    });
  }
}
