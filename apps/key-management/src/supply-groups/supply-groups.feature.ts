import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AuditLog } from '../audit/audit-log.js';
import { CreateSupplyGroup } from './create-supply-group.js';
import { FindSupplyGroup } from './find-supply-group.js';
import { FindSupplyGroups } from './find-supply-groups.js';
import { SupplyGroupRepository } from './supply-group.repository.js';
import { SupplyGroupsController } from './supply-groups.controller.js';

export const supplyGroups: Feature = {
  controllers: [SupplyGroupsController],
  providers: [
    provide(SupplyGroupRepository, []),
    provide(CreateSupplyGroup, [UnitOfWork, SupplyGroupRepository, AuditLog, CLOCK]),
    provide(FindSupplyGroup, [UnitOfWork, SupplyGroupRepository]),
    provide(FindSupplyGroups, [UnitOfWork, SupplyGroupRepository]),
  ],
};
