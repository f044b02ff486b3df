import type { Principal } from '@openprepay/contracts/identity';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';
import { PRICING_APPLIED_CHANNEL, pricingAppliedPayload } from './note-pricing-applied.js';

export interface PricingSettings {
  /** How long an answer waits for vending to price by what it changed. */
  readonly appliedWaitMs: number;
}

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
    private readonly settings: PricingSettings,
  ) {}

  async execute({ utility }: Principal, { accountNumber, pricingRevision }: PricedAccount): Promise<void> {
    await this.notifications.waitFor({
      channel: PRICING_APPLIED_CHANNEL,
      payload: pricingAppliedPayload(utility, accountNumber),
      timeoutMs: this.settings.appliedWaitMs,
      check: () =>
        this.unitOfWork.run(utility, async (tx) =>
          (await this.accounts.appliedRevision(tx, accountNumber)) >= pricingRevision ? true : undefined,
        ),
    });
  }
}
