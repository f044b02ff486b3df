import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { utilityCode } from '@openprepay/contracts/wire';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Utility } from './utility.js';
import type { UtilityRepository } from './utility.repository.js';

const cursor = cursorOf(z.tuple([utilityCode]));

/** The caller's own utility; for those who run the installation all of them, by code. */
export class FindUtilities {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly utilities: UtilityRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<Utility>> {
    const [after] = cursor.read(query.cursor) ?? [];
    if (!caller.platform) {
      const own = await this.unitOfWork.run(caller.utility, (tx) => this.utilities.find(tx));
      return { items: own === undefined ? [] : [own] };
    }
    const found = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.utilities.list(tx, after, query.limit + 1));
    return pageOf(found, query.limit, (last) => cursor.write([last.code]));
  }
}
