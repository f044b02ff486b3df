import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { User } from './user.js';
import type { UserRepository } from './user.repository.js';

const cursor = cursorOf(z.tuple([z.string()]));

/** The users of the caller's utility, by name. */
export class FindUsers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UserRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<User>> {
    const [after] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.users.list(tx, after, query.limit + 1));
    return pageOf(found, query.limit, (last) => cursor.write([last.username]));
  }
}
