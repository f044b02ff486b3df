import { Controller, Inject } from '@nestjs/common';
import { type AccountAnswer, billingApi } from '@openprepay/contracts/http/billing';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { accountToApi } from '../accounts/account-api.js';
import { AwaitPricingApplied } from '../accounts/await-pricing-applied.js';
import { ChangeAccountTariff } from './change-account-tariff.js';

const { changeAccount } = billingApi.endpoints;

@Controller()
export class AccountTariffsController {
  constructor(
    @Inject(ChangeAccountTariff) private readonly changeAccountTariff: ChangeAccountTariff,
    @Inject(AwaitPricingApplied) private readonly awaitPricingApplied: AwaitPricingApplied,
  ) {}

  @Endpoint(changeAccount)
  async change(@Caller() caller: Principal, @Input() { params, body }: Input<typeof changeAccount>): Promise<AccountAnswer> {
    const account = await this.changeAccountTariff.execute(caller, { ...params, ...body });
    await this.awaitPricingApplied.execute(caller, account);
    return accountToApi(account);
  }
}
