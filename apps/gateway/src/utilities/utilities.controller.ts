import { Controller, Inject } from '@nestjs/common';
import { gatewayApi, type UtilityAnswer } from '@openprepay/contracts/http/gateway';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindUtilities } from './find-utilities.js';
import { utilityToApi } from './utility-api.js';

const { listUtilities } = gatewayApi.endpoints;

@Controller()
export class UtilitiesController {
  constructor(@Inject(FindUtilities) private readonly findUtilities: FindUtilities) {}

  @Endpoint(listUtilities)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listUtilities>): Promise<Page<UtilityAnswer>> {
    return mapPage(await this.findUtilities.execute(caller, query), utilityToApi);
  }
}
