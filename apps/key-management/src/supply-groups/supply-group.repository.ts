import { present } from '@openprepay/contracts/present';
import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { KeyManagementError } from '../key-management-error.js';
import { SupplyGroupRow } from './supply-group.row.js';
import type { SupplyGroup } from './supply-group.js';

export class SupplyGroupRepository {
  /** @throws {KeyManagementError} `key-management.supply_group_exists` */
  async insert(tx: Tx, group: SupplyGroup): Promise<void> {
    try {
      await entities(tx).insert(SupplyGroupRow, { ...group });
    } catch (cause) {
      if (!isUniqueViolation(cause, 'supply_group_pkey')) throw cause;
      throw new KeyManagementError('key-management.supply_group_exists', `supply group ${group.supplyGroupCode} exists already`, { cause });
    }
  }

  /** @throws {KeyManagementError} `key-management.supply_group_unknown` */
  async require(tx: Tx, supplyGroupCode: string): Promise<SupplyGroup> {
    const row = await entities(tx).findOneBy(SupplyGroupRow, { utility: tx.utility, supplyGroupCode });
    if (!row) throw new KeyManagementError('key-management.supply_group_unknown', `there is no supply group ${supplyGroupCode}`);
    return { ...row };
  }

  /** In the order of their codes, those after `afterCode`. */
  async list(tx: Tx, afterCode: string | undefined, limit: number): Promise<readonly SupplyGroup[]> {
    const after = afterCode === undefined ? undefined : MoreThan(afterCode);
    const rows = await entities(tx).find(SupplyGroupRow, {
      where: { utility: tx.utility, ...present({ supplyGroupCode: after }) },
      order: { supplyGroupCode: 'ASC' },
      take: limit,
    });
    return rows.map((row) => ({ ...row }));
  }
}
