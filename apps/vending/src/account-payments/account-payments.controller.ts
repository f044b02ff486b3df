import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { AccountPaymentAnswer } from '@openprepay/contracts/http/vending-account-payments';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { accountPaymentToApi } from './account-payment-api.js';
import { FindAccountPayments } from './find-account-payments.js';
import { PayAccount } from './pay-account.js';

const { takeAccountPayment, listAccountPayments } = vendingApi.endpoints;

@Controller()
export class AccountPaymentsController {
  constructor(
    @Inject(PayAccount) private readonly payAccount: PayAccount,
    @Inject(FindAccountPayments) private readonly findAccountPayments: FindAccountPayments,
  ) {}

  @Endpoint(takeAccountPayment)
  async take(
    @Caller() caller: Principal,
    @Input() { headers, body }: Input<typeof takeAccountPayment>,
  ): Promise<Reply<typeof takeAccountPayment>> {
    const { payment, replayed } = await this.payAccount.execute(caller, { ...body, idempotencyKey: headers['idempotency-key'] });
    return answer(201, accountPaymentToApi(payment), present({ 'idempotency-replayed': replayed ? ('true' as const) : undefined }));
  }

  @Endpoint(listAccountPayments)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listAccountPayments>): Promise<Page<AccountPaymentAnswer>> {
    return mapPage(await this.findAccountPayments.execute(caller, query), accountPaymentToApi);
  }
}
