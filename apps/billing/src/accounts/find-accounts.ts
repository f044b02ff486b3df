import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { accountNumber } from '@openprepay/contracts/wire';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';

const cursor = cursorOf(z.tuple([accountNumber]));

/** The accounts of the caller's utility, by number. */
export class FindAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<Account>> {
    const [after] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.accounts.list(tx, after, query.limit + 1));
    return pageOf(found, query.limit, (last) => cursor.write([last.accountNumber]));
  }
}
