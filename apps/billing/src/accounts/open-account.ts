import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { BillingError } from '../billing-error.js';
import { publishAccountPricing } from '../pricing/publish-account-pricing.js';
import type { TariffRepository } from '../tariffs/tariff.repository.js';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';

export interface OpenAccountCommand {
  readonly utility: string;
  /** The utility's own currency: the ledger's, where no tariff says otherwise. */
  readonly currency: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly tariffCode?: string;
}

const FIRST_REVISION = 1;

export class OpenAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly tariffs: TariffRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.account_exists`, `billing.tariff_unknown` */
  async execute(command: OpenAccountCommand): Promise<Account> {
    const { utility, accountNumber, name, tariffCode } = command;
    return this.unitOfWork.run(utility, async (tx) => {
      const kind = tariffCode === undefined ? undefined : await this.tariffs.findKind(tx, tariffCode);
      if (tariffCode !== undefined && !kind) throw new BillingError('billing.tariff_unknown', `there is no tariff ${tariffCode}`);

      const account: Account = {
        accountNumber,
        name,
        ...(tariffCode === undefined ? {} : { tariffCode }),
        currency: kind?.currency ?? command.currency,
        pricingRevision: FIRST_REVISION,
        openedAt: this.clock.now(),
      };
      await this.accounts.insert(tx, account);
      await publishAccountPricing(this.outbox, tx, { account, debts: [], changedAt: account.openedAt });
      return account;
    });
  }
}
