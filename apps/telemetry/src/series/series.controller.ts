import { Controller, Inject } from '@nestjs/common';
import { type SeriesAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindSeries } from './find-series.js';
import { seriesToApi } from './series-api.js';

const { listReadings } = telemetryApi.endpoints;

@Controller()
export class SeriesController {
  constructor(@Inject(FindSeries) private readonly findSeries: FindSeries) {}

  @Endpoint(listReadings)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listReadings>): Promise<SeriesAnswer> {
    return seriesToApi(await this.findSeries.execute(caller, { ...params, ...query }));
  }
}
