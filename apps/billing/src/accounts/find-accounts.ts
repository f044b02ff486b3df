import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { accountNumber } from '@openprepay/contracts/wire';
import { cursorOf, mapPage, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Account } from './account.js';
import type { AccountRepository } from './account.repository.js';

export interface AccountsQuery extends PageQuery {
  /** Accounts whose names begin so, in capitals or not, by name. */
  readonly namePrefix?: string | undefined;
}

const cursor = cursorOf(z.tuple([accountNumber]));
const nameCursor = cursorOf(z.tuple([z.string(), accountNumber]));

/** The accounts of the caller's utility, by number, or by name those whose names begin so. */
export class FindAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: AccountsQuery): Promise<Page<Account>> {
    if (query.namePrefix !== undefined) return this.byName(caller, { ...query, prefix: query.namePrefix });
    const [after] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.accounts.list(tx, after, query.limit + 1));
    return pageOf(found, query.limit, (last) => cursor.write([last.accountNumber]));
  }

  private async byName(caller: Principal, { prefix, ...query }: PageQuery & { readonly prefix: string }): Promise<Page<Account>> {
    const after = nameCursor.read(query.cursor);
    const found = await this.unitOfWork.run(caller.utility, (tx) =>
      this.accounts.listByName(tx, { prefix, after, limit: query.limit + 1 }),
    );
    const page = pageOf(found, query.limit, ({ nameKey, account }) => nameCursor.write([nameKey, account.accountNumber]));
    return mapPage(page, ({ account }) => account);
  }
}
