import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { vendToApi } from '../vend/vend-api.js';
import { CancelVend } from './cancel-vend.js';

const { cancelVend } = vendingApi.endpoints;

@Controller()
export class SettlingController {
  constructor(@Inject(CancelVend) private readonly cancelVend: CancelVend) {}

  @Endpoint(cancelVend)
  async cancel(@Caller() caller: Principal, @Input() { params, body }: Input<typeof cancelVend>): Promise<VendAnswer> {
    return vendToApi(await this.cancelVend.execute(caller, { ...params, ...body }));
  }
}
