import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { FleetAnswer, ListedMeterAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CountDeliveries } from './count-deliveries.js';
import { FindFleet } from './find-fleet.js';
import { FindMeters } from './find-meters.js';
import type { DeliveryCount } from './fleet.js';
import { fleetToApi, listedMeterToApi } from './fleet-api.js';

const { readFleet, listMeters, countDeliveries } = telemetryApi.endpoints;

@Controller()
export class FleetController {
  constructor(
    @Inject(FindFleet) private readonly findFleet: FindFleet,
    @Inject(FindMeters) private readonly findMeters: FindMeters,
    @Inject(CountDeliveries) private readonly countDeliveries: CountDeliveries,
  ) {}

  @Endpoint(readFleet)
  async read(@Caller() caller: Principal): Promise<FleetAnswer> {
    return fleetToApi(await this.findFleet.execute(caller));
  }

  @Endpoint(listMeters)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listMeters>): Promise<Page<ListedMeterAnswer>> {
    return mapPage(await this.findMeters.execute(caller, query), listedMeterToApi);
  }

  @Endpoint(countDeliveries)
  async count(@Caller() caller: Principal, @Input() { query }: Input<typeof countDeliveries>): Promise<{ items: DeliveryCount[] }> {
    return { items: [...(await this.countDeliveries.execute(caller, query))] };
  }
}
