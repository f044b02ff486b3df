import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { Debt } from './debt.js';
import type { DebtRepository } from './debt.repository.js';

/** An account's debts in the order of recovery. */
export class FindDebts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
  ) {}

  /** @throws {BillingError} `billing.account_unknown` */
  async execute(caller: Principal, { accountNumber }: { readonly accountNumber: string }): Promise<readonly Debt[]> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.accounts.require(tx, accountNumber);
      return this.debts.ofAccount(tx, accountNumber);
    });
  }
}
