import { Controller, Inject } from '@nestjs/common';
import { type ContradictionAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindContradictions } from './find-contradictions.js';
import { contradictionToApi } from './contradiction-api.js';

const { listContradictions } = telemetryApi.endpoints;

@Controller()
export class ReadingsController {
  constructor(@Inject(FindContradictions) private readonly findContradictions: FindContradictions) {}

  @Endpoint(listContradictions)
  async contradictions(
    @Caller() caller: Principal,
    @Input() { params, query }: Input<typeof listContradictions>,
  ): Promise<Page<ContradictionAnswer>> {
    return mapPage(await this.findContradictions.execute(caller, { ...params, ...query }), contradictionToApi);
  }
}
