import { Controller, Inject } from '@nestjs/common';
import { type ShadowAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindShadow } from './find-shadow.js';
import { shadowToApi } from './shadow-api.js';

const { readMeter } = telemetryApi.endpoints;

@Controller()
export class ShadowController {
  constructor(@Inject(FindShadow) private readonly findShadow: FindShadow) {}

  @Endpoint(readMeter)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readMeter>): Promise<ShadowAnswer> {
    return shadowToApi(await this.findShadow.execute(caller, params));
  }
}
