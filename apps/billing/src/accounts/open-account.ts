import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { moneyMinor } from '@openprepay/quantities';
import type { TariffRepository } from '../tariffs/tariff.repository.js';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';
import type { PublishAccountPricing } from './publish-account-pricing.js';

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
    private readonly publishPricing: PublishAccountPricing,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.account_exists`, `billing.tariff_unknown` */
  async execute(caller: Principal, wanted: OpenAccountCommand): Promise<Account> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const tariff = wanted.tariffCode === undefined ? undefined : await this.tariffs.requireKind(tx, wanted.tariffCode);
      const account = openedAccount(wanted, { currency: tariff?.currency ?? caller.currency, at: this.clock.now() });
      await this.accounts.insert(tx, account);
      await this.publishPricing.execute(tx, { account, debts: [], changedAt: account.openedAt });
      return account;
    });
  }
}

/** An account as it is opened: nothing paid in, and priced as its tariff says. */
export const openedAccount = (
  { accountNumber, name, tariffCode }: OpenAccountCommand,
  { currency, at }: { readonly currency: string; readonly at: Date },
): Account => ({
  ...present({ accountNumber, name, tariffCode }),
  currency,
  creditMinor: moneyMinor(0n),
  pricingRevision: FIRST_REVISION,
  openedAt: at,
});
