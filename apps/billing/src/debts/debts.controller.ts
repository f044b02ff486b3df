import { Controller, Inject } from '@nestjs/common';
import { billingApi, type DebtAnswer } from '@openprepay/contracts/http/billing';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AwaitPricingApplied } from '../accounts/await-pricing-applied.js';
import { ChargeDebt } from './charge-debt.js';
import { debtToApi } from './debt-api.js';
import { FindDebts } from './find-debts.js';

const { chargeDebt, listDebts } = billingApi.endpoints;

@Controller()
export class DebtsController {
  constructor(
    @Inject(ChargeDebt) private readonly chargeDebt: ChargeDebt,
    @Inject(AwaitPricingApplied) private readonly awaitPricingApplied: AwaitPricingApplied,
    @Inject(FindDebts) private readonly findDebts: FindDebts,
  ) {}

  @Endpoint(chargeDebt)
  async charge(@Caller() caller: Principal, @Input() { params, body }: Input<typeof chargeDebt>): Promise<DebtAnswer> {
    const { debt, pricingRevision } = await this.chargeDebt.execute(caller, { ...params, ...body });
    await this.awaitPricingApplied.execute(caller, { ...params, pricingRevision });
    return debtToApi(debt);
  }

  @Endpoint(listDebts)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listDebts>): Promise<Page<DebtAnswer>> {
    return mapPage(await this.findDebts.execute(caller, { ...params, ...query }), debtToApi);
  }
}
