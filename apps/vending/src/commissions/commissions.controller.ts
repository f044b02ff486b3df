import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { CommissionAnswer } from '@openprepay/contracts/http/vending-commissions';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { commissionToApi, listedToApi } from './commission-api.js';
import { FindCommission } from './find-commission.js';

const { readCommission, listCommissions } = vendingApi.endpoints;

@Controller()
export class CommissionsController {
  constructor(@Inject(FindCommission) private readonly findCommission: FindCommission) {}

  @Endpoint(readCommission)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readCommission>): Promise<CommissionAnswer> {
    const { vendor, said } = await this.findCommission.current(caller, params);
    return commissionToApi(vendor, said);
  }

  @Endpoint(listCommissions)
  async versions(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listCommissions>): Promise<Page<CommissionAnswer>> {
    const { vendor, page } = await this.findCommission.versions(caller, { ...params, ...query });
    return mapPage(page, (said) => listedToApi(vendor, said));
  }
}
