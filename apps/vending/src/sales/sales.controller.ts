import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { SalesAnswer } from '@openprepay/contracts/http/vending-sales';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindSales } from './find-sales.js';
import { salesToApi } from './sales-api.js';

const { listSales } = vendingApi.endpoints;

@Controller()
export class SalesController {
  constructor(@Inject(FindSales) private readonly findSales: FindSales) {}

  @Endpoint(listSales)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listSales>): Promise<{ items: SalesAnswer[] }> {
    return { items: salesToApi(await this.findSales.execute(caller, query)) };
  }
}
