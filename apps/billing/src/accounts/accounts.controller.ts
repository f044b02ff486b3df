import { Controller, Inject } from '@nestjs/common';
import { type AccountAnswer, billingApi } from '@openprepay/contracts/http/billing';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { accountToApi } from './account-api.js';
import { FindAccount } from './find-account.js';
import { FindAccounts } from './find-accounts.js';
import { OpenAccount } from './open-account.js';

const { openAccount, listAccounts, readAccount } = billingApi.endpoints;

@Controller()
export class AccountsController {
  constructor(
    @Inject(OpenAccount) private readonly openAccount: OpenAccount,
    @Inject(FindAccounts) private readonly findAccounts: FindAccounts,
    @Inject(FindAccount) private readonly findAccount: FindAccount,
  ) {}

  @Endpoint(openAccount)
  async open(@Caller() caller: Principal, @Input() { body }: Input<typeof openAccount>): Promise<AccountAnswer> {
    return accountToApi(await this.openAccount.execute(caller, body));
  }

  @Endpoint(listAccounts)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAccounts>): Promise<Page<AccountAnswer>> {
    return mapPage(await this.findAccounts.execute(caller, query), accountToApi);
  }

  @Endpoint(readAccount)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readAccount>): Promise<AccountAnswer> {
    return accountToApi(await this.findAccount.execute(caller, params));
  }
}
