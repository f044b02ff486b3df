import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindVend } from './find-vend.js';
import { FindVendByKey } from './find-vend-by-key.js';
import { FindVends } from './find-vends.js';
import { vendToApi } from './vend-api.js';

const { listVends, readVend } = vendingApi.endpoints;

@Controller()
export class VendsController {
  constructor(
    @Inject(FindVend) private readonly findVend: FindVend,
    @Inject(FindVendByKey) private readonly findVendByKey: FindVendByKey,
    @Inject(FindVends) private readonly findVends: FindVends,
  ) {}

  /** A page, or by its key the one vend that was made under it. */
  @Endpoint(listVends)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listVends>): Promise<Page<VendAnswer> | VendAnswer> {
    const { idempotencyKey, ...filter } = query;
    if (idempotencyKey !== undefined) return vendToApi(await this.findVendByKey.execute(caller, { ...filter, idempotencyKey }));
    return mapPage(await this.findVends.execute(caller, filter), vendToApi);
  }

  @Endpoint(readVend)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readVend>): Promise<VendAnswer> {
    return vendToApi(await this.findVend.execute(caller, params));
  }
}
