import { PricingApplied } from '@openprepay/contracts/vending';
import type { Commodity } from '@openprepay/contracts/wire';
import type { AppendItem, Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { parseShare, parseTariffDocument } from '@openprepay/tariffs';
import { announcePricing } from './announce-pricing.js';
import type { DebtRepository } from './debt.repository.js';
import type { PricingRepository } from './pricing.repository.js';
import type { AccountPricing } from './supply-pricing.js';

/** Keeps this service's copy of billing's pricing; whatever is older than what is known changes nothing. */
export class ApplyPricing {
  constructor(
    private readonly pricing: PricingRepository,
    private readonly debts: DebtRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {TariffError} `tariffs.document_invalid` */
  async tariff(tx: Tx, { version, document }: { readonly version: number; readonly document: unknown }): Promise<void> {
    await this.pricing.addTariffVersion(tx, version, parseTariffDocument(document));
    await announcePricing(tx);
  }

  async defaultTariff(tx: Tx, commodity: Commodity, change: { readonly tariffCode: string; readonly changedAt: Date }): Promise<void> {
    await this.pricing.setDefaultTariff(tx, commodity, change);
    await announcePricing(tx);
  }

  /**
   * Takes over accounts as of their revisions and tells billing how far each is known now.
   * @throws {TariffError} `tariffs.share_invalid`
   */
  async accounts(tx: Tx, accounts: readonly Caused<AccountPricing>[]): Promise<void> {
    const applied: AppendItem<typeof PricingApplied>[] = [];
    for (const account of newestOfEach(accounts)) {
      for (const { recovery } of account.debts) if ('share' in recovery) parseShare(recovery.share);
      const revision = await this.account(tx, account);
      applied.push({ data: { accountNumber: account.accountNumber, revision, appliedAt: this.clock.now() }, cause: account.cause });
    }
    await this.outbox.appendAll(tx, PricingApplied, applied);
    await announcePricing(tx);
  }

  /** @returns the revision that is known now */
  private async account(tx: Tx, account: AccountPricing): Promise<number> {
    if (!(await this.pricing.setAccount(tx, account))) return this.pricing.accountRevision(tx, account.accountNumber);
    await this.debts.replace(tx, account.accountNumber, account.debts);
    return account.revision;
  }
}

/** In the order of account numbers, so that two transactions never wait for each other. */
function newestOfEach(accounts: readonly Caused<AccountPricing>[]): readonly Caused<AccountPricing>[] {
  const newest = new Map<string, Caused<AccountPricing>>();
  for (const account of accounts) {
    const known = newest.get(account.accountNumber);
    if (!known || account.revision >= known.revision) newest.set(account.accountNumber, account);
  }
  return [...newest.values()].toSorted((left, right) => (left.accountNumber < right.accountNumber ? -1 : 1));
}
