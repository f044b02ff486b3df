import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { supplyGroupCode } from '@openprepay/contracts/wire';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { SupplyGroup } from './supply-group.js';
import type { SupplyGroupRepository } from './supply-group.repository.js';

const cursor = cursorOf(z.tuple([supplyGroupCode]));

/** The supply groups of the caller's utility, by code. */
export class FindSupplyGroups {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: SupplyGroupRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<SupplyGroup>> {
    const [after] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.groups.list(tx, after, query.limit + 1));
    return pageOf(found, query.limit, (last) => cursor.write([last.supplyGroupCode]));
  }
}
