import { Controller, Inject } from '@nestjs/common';
import { type ContradictionAnswer, type SeriesAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindContradictions } from './find-contradictions.js';
import { FindSeries } from './find-series.js';
import { contradictionToApi, seriesToApi } from './series-api.js';

const { listReadings, listContradictions } = telemetryApi.endpoints;

@Controller()
export class ReadingsController {
  constructor(
    @Inject(FindSeries) private readonly findSeries: FindSeries,
    @Inject(FindContradictions) private readonly findContradictions: FindContradictions,
  ) {}

  @Endpoint(listReadings)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listReadings>): Promise<SeriesAnswer> {
    return seriesToApi(await this.findSeries.execute(caller, { ...params, ...query }));
  }

  @Endpoint(listContradictions)
  async contradictions(
    @Caller() caller: Principal,
    @Input() { params, query }: Input<typeof listContradictions>,
  ): Promise<Page<ContradictionAnswer>> {
    return mapPage(await this.findContradictions.execute(caller, { ...params, ...query }), contradictionToApi);
  }
}
