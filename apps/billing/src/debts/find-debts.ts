import type { DebtState } from '@openprepay/contracts/http/billing';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { Debt } from './debt.js';
import type { DebtRepository } from './debt.repository.js';

export interface DebtQuery extends PageQuery {
  readonly accountNumber: string;
  readonly state?: DebtState | undefined;
}

const cursor = cursorOf(z.tuple([z.int32().nonnegative()]));

/** An account's debts in the order of recovery. */
export class FindDebts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly debts: DebtRepository,
  ) {}

  /** @throws {BillingError} `billing.account_unknown`; `request.cursor_invalid` */
  async execute(caller: Principal, { accountNumber, state, ...query }: DebtQuery): Promise<Page<Debt>> {
    const [afterPosition] = cursor.read(query.cursor) ?? [];
    const filter = present({ accountNumber, state, afterPosition, limit: query.limit + 1 });
    const found = await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.accounts.require(tx, accountNumber);
      return this.debts.list(tx, filter);
    });
    return pageOf(found, query.limit, ({ position }) => cursor.write([position]));
  }
}
