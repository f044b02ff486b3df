import { PricingApplied } from '@openprepay/contracts/vending';
import type { AppendItem, Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { parseShare } from '@openprepay/tariffs';
import type { AccountPricing } from './account-pricing.js';
import type { AccountPricingRepository } from './account-pricing.repository.js';
import { announcePricing } from './announce-pricing.js';
import type { DebtRepository } from './debt.repository.js';

/** Keeps this service's copy of how accounts are priced, and tells billing how far each is known now. */
export class StoreAccountPricing {
  constructor(
    private readonly accounts: AccountPricingRepository,
    private readonly debts: DebtRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: what is older than what is known changes nothing.
   * @throws {TariffError} `tariffs.share_invalid`
   */
  async execute(tx: Tx, told: readonly Caused<AccountPricing>[]): Promise<void> {
    const applied: AppendItem<typeof PricingApplied>[] = [];
    for (const account of newestOfEach(told)) {
      for (const { recovery } of account.debts) if ('share' in recovery) parseShare(recovery.share);
      const revision = await this.store(tx, account);
      applied.push({ data: { accountNumber: account.accountNumber, revision, appliedAt: this.clock.now() }, cause: account.cause });
    }
    await this.outbox.appendAll(tx, PricingApplied, applied);
    await announcePricing(tx);
  }

  /** @returns the revision that is known now */
  private async store(tx: Tx, account: AccountPricing): Promise<number> {
    if (!(await this.accounts.store(tx, account))) return this.accounts.revision(tx, account.accountNumber);
    await this.debts.replace(tx, account);
    return account.revision;
  }
}

/** In the order of account numbers, so that two transactions never wait for each other. */
function newestOfEach(told: readonly Caused<AccountPricing>[]): readonly Caused<AccountPricing>[] {
  const newest = new Map<string, Caused<AccountPricing>>();
  for (const account of told) {
    const known = newest.get(account.accountNumber);
    if (!known || account.revision >= known.revision) newest.set(account.accountNumber, account);
  }
  return [...newest.values()].toSorted((left, right) => (left.accountNumber < right.accountNumber ? -1 : 1));
}
