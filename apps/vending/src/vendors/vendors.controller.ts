import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { MovementAnswer, VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindMovements } from './find-movements.js';
import { FindVendor } from './find-vendor.js';
import { FindVendors } from './find-vendors.js';
import { movementToApi, vendorToApi } from './vendor-api.js';

const { listVendors, readVendor, listMovements } = vendingApi.endpoints;

@Controller()
export class VendorsController {
  constructor(
    @Inject(FindVendor) private readonly findVendor: FindVendor,
    @Inject(FindVendors) private readonly findVendors: FindVendors,
    @Inject(FindMovements) private readonly findMovements: FindMovements,
  ) {}

  @Endpoint(listVendors)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listVendors>): Promise<Page<VendorAnswer>> {
    return mapPage(await this.findVendors.execute(caller, query), vendorToApi);
  }

  @Endpoint(readVendor)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readVendor>): Promise<VendorAnswer> {
    return vendorToApi(await this.findVendor.execute(caller, params));
  }

  @Endpoint(listMovements)
  async movements(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listMovements>): Promise<Page<MovementAnswer>> {
    const { vendor, page } = await this.findMovements.execute(caller, { ...params, ...query });
    return mapPage(page, (movement) => movementToApi(movement, vendor.currency));
  }
}
