import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { AccountPaymentAnswer, AccountPaymentReceiptAnswer } from '@openprepay/contracts/http/vending-account-payments';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { accountPaymentToApi } from './account-payment-api.js';
import { printed } from '../receipts/printed.js';
import { FindAccountPayments } from './find-account-payments.js';
import { FindPaymentReceipt } from './find-payment-receipt.js';
import { PayAccount } from './pay-account.js';
import { paymentReceiptToApi, printablePayment } from './payment-receipt.js';

const { takeAccountPayment, listAccountPayments, readAccountPaymentReceipt, reprintAccountPayment } = vendingApi.endpoints;

@Controller()
export class AccountPaymentsController {
  constructor(
    @Inject(PayAccount) private readonly payAccount: PayAccount,
    @Inject(FindAccountPayments) private readonly findAccountPayments: FindAccountPayments,
    @Inject(FindPaymentReceipt) private readonly findReceipt: FindPaymentReceipt,
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

  @Endpoint(readAccountPaymentReceipt)
  async receipt(
    @Caller() caller: Principal,
    @Input() { params, query, headers }: Input<typeof readAccountPaymentReceipt>,
  ): Promise<Reply<typeof readAccountPaymentReceipt>> {
    const { body, headers: ofType } = await printed(printablePayment(await this.findReceipt.execute(caller, params)), {
      ...headers,
      ...query,
    });
    return answer(200, body, ofType);
  }

  @Endpoint(reprintAccountPayment)
  async reprint(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof reprintAccountPayment>,
  ): Promise<AccountPaymentReceiptAnswer> {
    return paymentReceiptToApi(await this.findReceipt.again(caller, params));
  }
}
