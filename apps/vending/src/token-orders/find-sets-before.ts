import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { TokenOrder } from './token-order.js';
import type { SetsBefore, TokenOrderRepository } from './token-order.repository.js';

/**
 * What a meter has to be given before the tokens of orders: a token that is made under a key which the meter has not confirmed works
 * once its set has been entered, and not before.
 */
export class FindSetsBefore {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: TokenOrderRepository,
  ) {}

  async execute(utility: string, orders: readonly TokenOrder[]): Promise<SetsBefore> {
    const ids = orders.filter(({ outcome }) => outcome?.state === 'completed').map(({ orderId }) => orderId);
    if (ids.length === 0) return new Map();
    return this.unitOfWork.run(utility, (tx) => this.orders.setsBefore(tx, ids));
  }
}
