import { Controller, Inject } from '@nestjs/common';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { AccountChangeAnswer } from '@openprepay/contracts/http/gateway-account-changes';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { accountChangeToApi } from './account-change-api.js';
import { FindAccountChanges } from './find-account-changes.js';

const { listAccountChanges } = gatewayApi.endpoints;

@Controller()
export class AccountChangesController {
  constructor(@Inject(FindAccountChanges) private readonly findAccountChanges: FindAccountChanges) {}

  @Endpoint(listAccountChanges)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAccountChanges>): Promise<Page<AccountChangeAnswer>> {
    return mapPage(await this.findAccountChanges.execute(caller, query), accountChangeToApi);
  }
}
