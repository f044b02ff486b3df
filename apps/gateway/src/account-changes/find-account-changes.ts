import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { AccountChange } from './account-change.js';
import type { AccountChangeRepository } from './account-change.repository.js';

/** A bigint of PostgreSQL. */
const cursor = cursorOf(z.tuple([z.string().regex(/^\d{1,18}$/)]));

export interface FindAccountChangesQuery extends PageQuery {
  readonly userId?: string | undefined;
}

/** What became of the accounts of the caller's utility, newest first. */
export class FindAccountChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: AccountChangeRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: FindAccountChangesQuery): Promise<Page<AccountChange>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const { userId, limit } = query;
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.changes.list(tx, { userId, before, limit: limit + 1 }));
    return pageOf(found, limit, (last) => cursor.write([last.position]));
  }
}
