import { Controller, Inject } from '@nestjs/common';
import { type CreatedUtilityAnswer, gatewayApi } from '@openprepay/contracts/http/gateway';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CreateUtility } from './create-utility.js';
import { createdUtilityToApi, newUtilityFromApi } from './new-utility-api.js';

const { createUtility } = gatewayApi.endpoints;

@Controller()
export class OnboardingController {
  constructor(@Inject(CreateUtility) private readonly createUtility: CreateUtility) {}

  @Endpoint(createUtility)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createUtility>): Promise<CreatedUtilityAnswer> {
    return createdUtilityToApi(await this.createUtility.execute(caller, newUtilityFromApi(body)));
  }
}
