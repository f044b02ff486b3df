import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { sharedOut } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
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
    private readonly logger: Logger,
  ) {}

  /** For every utility; what fails for one keeps no other waiting. @returns how many were asked for again */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const since = { now, askedBefore: new Date(now.getTime() - this.settings.tokenRetryMs) };
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.orders.utilitiesWithUnanswered(tx, since));
    return sharedOut(this.logger, { task: 'unanswered orders', utilities, limit: MAX_RESENT_ORDERS }, (utility, limit) =>
      this.unitOfWork.run(utility, async (tx) => {
        const orders = await this.orders.takeUnanswered(tx, { ...since, limit });
        await askForTokens(tx, this.requests, { orders, at: now });
        return orders.length;
      }),
    );
  }
}
