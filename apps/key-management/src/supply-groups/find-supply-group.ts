import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { SupplyGroup } from './supply-group.js';
import type { SupplyGroupRepository } from './supply-group.repository.js';

export class FindSupplyGroup {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly groups: SupplyGroupRepository,
  ) {}

  /** @throws {KeyManagementError} `key-management.supply_group_unknown` */
  async execute(caller: Principal, { supplyGroupCode }: { readonly supplyGroupCode: string }): Promise<SupplyGroup> {
    return this.unitOfWork.run(caller.utility, (tx) => this.groups.require(tx, supplyGroupCode));
  }
}
