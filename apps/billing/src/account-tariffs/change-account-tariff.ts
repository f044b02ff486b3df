import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Account } from '../accounts/account.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { PublishAccountPricing } from '../accounts/publish-account-pricing.js';
import { BillingError } from '../billing-error.js';
import { pricedDebt } from '../debts/debt.js';
import type { DebtRepository } from '../debts/debt.repository.js';
import type { TariffRepository } from '../tariffs/tariff.repository.js';

export interface ChangeAccountTariffCommand {
  readonly accountNumber: string;
  readonly tariffCode: string;
}

/** Puts an account on another tariff of its currency. */
export class ChangeAccountTariff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly tariffs: TariffRepository,
    private readonly debts: DebtRepository,
    private readonly publishPricing: PublishAccountPricing,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.account_unknown`, `billing.tariff_unknown`, `billing.tariff_kind_changed` */
  async execute(caller: Principal, { accountNumber, tariffCode }: ChangeAccountTariffCommand): Promise<Account> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const account = await this.accounts.lock(tx, accountNumber);
      const tariff = await this.tariffs.requireKind(tx, tariffCode);
      if (tariff.currency !== account.currency) {
        throw new BillingError(
          'billing.tariff_kind_changed',
          `the account is kept in ${account.currency}, the tariff in ${tariff.currency}`,
        );
      }

      const changed = await this.accounts.changePricing(tx, { ...account, tariffCode });
      const debts = await this.debts.ofAccount(tx, accountNumber);
      await this.publishPricing.execute(tx, { account: changed, debts: debts.map(pricedDebt), changedAt: this.clock.now() });
      return changed;
    });
  }
}
