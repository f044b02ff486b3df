import type { Principal } from '@openprepay/contracts/identity';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Account } from '../accounts/account.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { BillingConfig } from '../billing.config.js';

export const PRICING_APPLIED_CHANNEL = 'pricing_applied';

export const pricingAppliedPayload = (utility: string, accountNumber: string): string => `${utility}/${accountNumber}`;

type PricedAccount = Pick<Account, 'accountNumber' | 'pricingRevision'>;

/**
 * Waits until vending prices an account by a revision, so that whoever was answered can sell by it at once. It is stored
 * and will be applied in any case: when time runs out the answer is only early.
 */
export class AwaitPricingApplied {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly notifications: Notifications,
    private readonly config: Pick<BillingConfig, 'PRICING_ACK_WAIT_MS'>,
  ) {}

  async execute({ utility }: Principal, { accountNumber, pricingRevision }: PricedAccount): Promise<void> {
    await this.notifications.waitFor({
      channel: PRICING_APPLIED_CHANNEL,
      payload: pricingAppliedPayload(utility, accountNumber),
      timeoutMs: this.config.PRICING_ACK_WAIT_MS,
      check: () =>
        this.unitOfWork.run(utility, async (tx) =>
          (await this.accounts.appliedRevision(tx, accountNumber)) >= pricingRevision ? true : undefined,
        ),
    });
  }
}
