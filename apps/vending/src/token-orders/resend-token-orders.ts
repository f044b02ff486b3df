import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { askForTokens } from './ask-for-token.js';
import type { TokenOrderRepository } from './token-order.repository.js';

const MAX_RESENT_ORDERS = 100;

export interface OrderRetry {
  /** How long an answer is waited for before it is asked for again. */
  readonly tokenRetryMs: number;
}

/** Asks again for tokens that the vault has not answered for: it answers the same request with the same answer. */
export class ResendTokenOrders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: TokenOrderRepository,
    private readonly requests: VaultRequests,
    private readonly clock: Clock,
    private readonly settings: OrderRetry,
  ) {}

  /** For every utility. @returns how many were asked for again */
  execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const askedBefore = new Date(now.getTime() - this.settings.tokenRetryMs);
      const due = await this.orders.takeUnanswered(tx, { now, askedBefore, limit: MAX_RESENT_ORDERS });
      for (const { utility, order } of due)
        await inUtility(tx, utility, (owned) => askForTokens(owned, this.requests, { orders: [order], at: now }));
      return due.length;
    });
  }
}
