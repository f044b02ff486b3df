import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AuditLog } from '../audit/audit-log.js';
import type { SupplyGroupRepository } from './supply-group.repository.js';
import type { SupplyGroup } from './supply-group.js';

export interface CreateSupplyGroupCommand {
  readonly supplyGroupCode: string;
  readonly name: string;
}

/** Opens a supply group. Two utilities may use one code; their keys have nothing to do with each other. */
export class CreateSupplyGroup {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: SupplyGroupRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws {KeyManagementError} `key-management.supply_group_exists` */
  async execute(caller: Principal, command: CreateSupplyGroupCommand): Promise<SupplyGroup> {
    const now = this.clock.now();
    const group: SupplyGroup = { utility: caller.utility, createdAt: now, ...command };
    await this.unitOfWork.run(caller.utility, async (tx) => {
      await this.groups.insert(tx, group);
      await this.audit.append(tx, {
        at: now,
        actor: caller,
        action: 'supply-group.created',
        target: group.supplyGroupCode,
        details: { name: group.name },
      });
    });
    return group;
  }
}
