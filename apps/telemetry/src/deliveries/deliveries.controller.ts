import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { DeliveryAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { deliveryToApi } from './delivery-api.js';
import { FindDeliveries } from './find-deliveries.js';

const { listDeliveries } = telemetryApi.endpoints;

@Controller()
export class DeliveriesController {
  constructor(@Inject(FindDeliveries) private readonly findDeliveries: FindDeliveries) {}

  @Endpoint(listDeliveries)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listDeliveries>): Promise<Page<DeliveryAnswer>> {
    return mapPage(await this.findDeliveries.execute(caller, query), deliveryToApi);
  }
}
