import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { CreateVendor } from './create-vendor.js';
import { DepositFloat } from './deposit-float.js';
import { FindVendor } from './find-vendor.js';
import { FindVendors } from './find-vendors.js';
import { depositToApi, vendorToApi } from './vendor-api.js';

const { createVendor, listVendors, readVendor, depositFloat } = vendingApi.endpoints;

@Controller()
export class VendorsController {
  constructor(
    @Inject(CreateVendor) private readonly createVendor: CreateVendor,
    @Inject(DepositFloat) private readonly depositFloat: DepositFloat,
    @Inject(FindVendor) private readonly findVendor: FindVendor,
    @Inject(FindVendors) private readonly findVendors: FindVendors,
  ) {}

  @Endpoint(createVendor)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createVendor>): Promise<VendorAnswer> {
    return vendorToApi(await this.createVendor.execute(caller, body));
  }

  @Endpoint(listVendors)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listVendors>): Promise<Page<VendorAnswer>> {
    return mapPage(await this.findVendors.execute(caller, query), vendorToApi);
  }

  @Endpoint(readVendor)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readVendor>): Promise<VendorAnswer> {
    return vendorToApi(await this.findVendor.execute(caller, params));
  }

  @Endpoint(depositFloat)
  async deposit(@Caller() caller: Principal, @Input() { params, body }: Input<typeof depositFloat>): Promise<Reply<typeof depositFloat>> {
    const deposited = await this.depositFloat.execute(caller, { ...params, ...body });
    return answer(201, depositToApi(deposited), present({ 'idempotency-replayed': deposited.replayed ? 'true' : undefined }));
  }
}
