import type { Principal } from '@openprepay/contracts/identity';
import { type Page, decodeCursor, encodeCursor, page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { supplyGroupCode } from '@openprepay/contracts/wire';
import { z } from 'zod';
import { KeyManagementError } from '../key-management-error.js';
import type { SupplyGroupRepository } from './supply-group.repository.js';
import type { SupplyGroup } from './supply-group.js';

const cursorShape = z.tuple([supplyGroupCode]);

/** The caller's utility's supply groups. */
export class ReadSupplyGroups {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: SupplyGroupRepository,
  ) {}

  /** @throws {KeyManagementError} `key-management.supply_group_unknown` */
  async one(caller: Principal, code: string): Promise<SupplyGroup> {
    const group = await this.unitOfWork.run(caller.utility, (tx) => this.groups.find(tx, code));
    if (!group) throw new KeyManagementError('key-management.supply_group_unknown', `there is no supply group ${code}`);
    return group;
  }

  /** @throws `request.cursor_invalid` */
  async list(caller: Principal, range: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<SupplyGroup>> {
    const after = range.cursor === undefined ? undefined : decodeCursor(range.cursor, cursorShape)[0];
    const rows = await this.unitOfWork.run(caller.utility, (tx) => this.groups.list(tx, after, range.limit + 1));
    return page(rows, range.limit, (last) => encodeCursor([last.supplyGroupCode]));
  }
}
