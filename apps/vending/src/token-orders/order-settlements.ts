import type { Notifications } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { isSettled, type SettledOrder, stateOf, type TokenOrder } from './token-order.js';
import type { TokenOrderRepository } from './token-order.repository.js';

const CHANNEL = 'token_order_settled';
const LOOK_AGAIN_MS = 1_000;

export interface OrderWait {
  /** Longest wait for the vault's answer. */
  readonly vendWaitMs: number;
}

/** Brings the vault's answer to the request that waits for it, whichever processes store and await it. */
export class OrderSettlements {
  constructor(
    private readonly notifications: Notifications,
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: TokenOrderRepository,
    private readonly settings: OrderWait,
  ) {}

  /** Wakes whoever waits for these orders once the transaction has committed. */
  announce(tx: Tx, orders: readonly SettledOrder[]): void {
    tx.afterCommit(() => {
      for (const { orderId } of orders) this.notifications.wakeHere(CHANNEL, orderId);
      this.notifications.send(
        CHANNEL,
        orders.map(({ orderId }) => orderId),
      );
    });
  }

  /**
   * The order with the vault's answer, or as it is where that takes too long or a second person is waited for.
   * @throws {VendingError} `vending.token_refused` where the vault has refused
   */
  async await(utility: string, order: TokenOrder): Promise<TokenOrder> {
    const settled = stateOf(order) === 'awaiting-token' ? ((await this.wait(utility, order.orderId)) ?? order) : order;
    if (settled.outcome?.state !== 'failed') return settled;
    const { code, reason } = settled.outcome;
    throw new VendingError('vending.token_refused', `no token was made, the vault refused: ${code} (${reason})`);
  }

  private wait(utility: string, orderId: string): Promise<SettledOrder | undefined> {
    return this.notifications.waitFor({
      channel: CHANNEL,
      payload: orderId,
      timeoutMs: this.settings.vendWaitMs,
      againMs: LOOK_AGAIN_MS,
      check: async () => {
        const order = await this.unitOfWork.run(utility, (tx) => this.orders.find(tx, orderId));
        return order && isSettled(order) ? order : undefined;
      },
    });
  }
}
