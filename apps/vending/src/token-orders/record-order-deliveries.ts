import type { Tx } from '@openprepay/persistence/tx';
import type { OrderDeliveryReport, TokenOrderRepository } from './token-order.repository.js';

/** Shows on an order what the meter itself said of its token. */
export class RecordOrderDeliveries {
  constructor(private readonly orders: TokenOrderRepository) {}

  /**
   * Safe to repeat, and in any order.
   * @throws {VendingError} `vending.token_order_unknown`
   */
  async execute(tx: Tx, reports: readonly OrderDeliveryReport[]): Promise<void> {
    if (reports.length > 0) await this.orders.recordDeliveries(tx, reports);
  }
}
