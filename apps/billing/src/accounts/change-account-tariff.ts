import type { Principal } from '@openprepay/contracts/identity';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { BillingError } from '../billing-error.js';
import type { DebtRepository } from '../debts/debt.repository.js';
import { publishAccountPricing } from '../pricing/publish-account-pricing.js';
import type { TariffRepository } from '../tariffs/tariff.repository.js';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';

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
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.account_unknown`, `billing.tariff_unknown`, `billing.tariff_kind_changed` */
  async execute(caller: Principal, { accountNumber, tariffCode }: ChangeAccountTariffCommand): Promise<Account> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const account = await this.accounts.require(tx, accountNumber, 'for update');
      const kind = await this.tariffs.findKind(tx, tariffCode);
      if (!kind) throw new BillingError('billing.tariff_unknown', `there is no tariff ${tariffCode}`);
      if (kind.currency !== account.currency) {
        throw new BillingError('billing.tariff_kind_changed', `the account is kept in ${account.currency}, the tariff in ${kind.currency}`);
      }
      const changed = await this.accounts.changePricing(tx, { ...account, tariffCode });
      const debts = await this.debts.ofAccount(tx, accountNumber);
      await publishAccountPricing(this.outbox, tx, { account: changed, debts, changedAt: this.clock.now() });
      return changed;
    });
  }
}
