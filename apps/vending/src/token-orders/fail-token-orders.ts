import type { EventData } from '@openprepay/contracts/event';
import type { TokenRefused } from '@openprepay/contracts/key-management';
import type { Caused } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { matchOrders } from './match-orders.js';
import type { OrderSettlements } from './order-settlements.js';
import type { SettledOrder } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

type Refused = Caused<EventData<typeof TokenRefused>>;

/** The vault refused: there is no token. */
export class FailTokenOrders {
  constructor(
    private readonly orders: TokenOrderRepository,
    private readonly settlements: OrderSettlements,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat.
   * @returns the refusals that are of no order
   * @throws {VendingError} `vending.token_answer_contradicts`
   */
  async execute(tx: Tx, refused: readonly Refused[]): Promise<readonly Refused[]> {
    const { found, unknown } = matchOrders(
      await this.orders.lockAll(
        tx,
        refused.map(({ requestId }) => requestId),
      ),
      refused,
      'failed',
    );
    if (found.length === 0) return unknown;
    const at = this.clock.now();
    const failed = found.map(({ order, answer: { code, reason } }): SettledOrder => ({
      ...order,
      outcome: { state: 'failed', code, reason, at },
    }));
    await this.orders.settle(tx, failed);
    this.settlements.announce(tx, failed);
    return unknown;
  }
}
