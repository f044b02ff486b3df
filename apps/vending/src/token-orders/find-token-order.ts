import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { TokenOrder } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

export class FindTokenOrder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: TokenOrderRepository,
  ) {}

  /** @throws {VendingError} `vending.token_order_unknown` */
  execute({ utility }: Principal, { orderId }: { readonly orderId: string }): Promise<TokenOrder> {
    return this.unitOfWork.run(utility, (tx) => this.orders.require(tx, orderId));
  }
}
