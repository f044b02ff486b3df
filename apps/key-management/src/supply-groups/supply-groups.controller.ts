import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { SupplyGroupAnswer } from '@openprepay/contracts/http/key-management-supply-groups';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CreateSupplyGroup } from './create-supply-group.js';
import { FindSupplyGroup } from './find-supply-group.js';
import { FindSupplyGroups } from './find-supply-groups.js';
import { supplyGroupToApi } from './supply-group-api.js';

const { createSupplyGroup, listSupplyGroups, readSupplyGroup } = keyManagementApi.endpoints;

@Controller()
export class SupplyGroupsController {
  constructor(
    @Inject(CreateSupplyGroup) private readonly createSupplyGroup: CreateSupplyGroup,
    @Inject(FindSupplyGroups) private readonly findSupplyGroups: FindSupplyGroups,
    @Inject(FindSupplyGroup) private readonly findSupplyGroup: FindSupplyGroup,
  ) {}

  @Endpoint(createSupplyGroup)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createSupplyGroup>): Promise<SupplyGroupAnswer> {
    return supplyGroupToApi(await this.createSupplyGroup.execute(caller, body));
  }

  @Endpoint(listSupplyGroups)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listSupplyGroups>): Promise<Page<SupplyGroupAnswer>> {
    return mapPage(await this.findSupplyGroups.execute(caller, query), supplyGroupToApi);
  }

  @Endpoint(readSupplyGroup)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readSupplyGroup>): Promise<SupplyGroupAnswer> {
    return supplyGroupToApi(await this.findSupplyGroup.execute(caller, params));
  }
}
