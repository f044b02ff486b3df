import type { Principal } from '@openprepay/contracts/identity';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { BillingError } from '../billing-error.js';
import { publishAccountPricing } from '../pricing/publish-account-pricing.js';
import type { TariffRepository } from '../tariffs/tariff.repository.js';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';

export interface OpenAccountCommand {
  readonly accountNumber: string;
  readonly name: string;
  readonly tariffCode?: string | undefined;
}

const FIRST_REVISION = 1;

/** Opens an account. Its ledger is kept in its tariff's currency, or without one in the utility's. */
export class OpenAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly tariffs: TariffRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.account_exists`, `billing.tariff_unknown` */
  async execute(caller: Principal, { accountNumber, name, tariffCode }: OpenAccountCommand): Promise<Account> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const kind = tariffCode === undefined ? undefined : await this.tariffs.findKind(tx, tariffCode);
      if (tariffCode !== undefined && !kind) throw new BillingError('billing.tariff_unknown', `there is no tariff ${tariffCode}`);

      const account: Account = {
        accountNumber,
        name,
        ...(tariffCode === undefined ? {} : { tariffCode }),
        currency: kind?.currency ?? caller.currency,
        pricingRevision: FIRST_REVISION,
        openedAt: this.clock.now(),
      };
      await this.accounts.insert(tx, account);
      await publishAccountPricing(this.outbox, tx, { account, debts: [], changedAt: account.openedAt });
      return account;
    });
  }
}
