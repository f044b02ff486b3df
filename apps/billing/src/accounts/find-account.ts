import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';

export class FindAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
  ) {}

  /** @throws {BillingError} `billing.account_unknown` */
  async execute(caller: Principal, { accountNumber }: { readonly accountNumber: string }): Promise<Account> {
    return this.unitOfWork.run(caller.utility, (tx) => this.accounts.require(tx, accountNumber));
  }
}
