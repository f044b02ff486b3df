import { Controller, Inject } from '@nestjs/common';
import { billingApi } from '@openprepay/contracts/http/billing';
import type { PaymentAnswer } from '@openprepay/contracts/http/billing-payments';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { AwaitPricingApplied } from '../accounts/await-pricing-applied.js';
import { FindPayments } from './find-payments.js';
import { paymentToApi } from './payment-api.js';
import { TakePayment } from './take-payment.js';

const { payAccount, listPayments } = billingApi.endpoints;

@Controller()
export class PaymentsController {
  constructor(
    @Inject(TakePayment) private readonly takePayment: TakePayment,
    @Inject(AwaitPricingApplied) private readonly awaitPricingApplied: AwaitPricingApplied,
    @Inject(FindPayments) private readonly findPayments: FindPayments,
  ) {}

  @Endpoint(payAccount)
  async pay(@Caller() caller: Principal, @Input() { params, headers, body }: Input<typeof payAccount>): Promise<Reply<typeof payAccount>> {
    const { payment, isReplay } = await this.takePayment.execute(caller, {
      ...params,
      ...body,
      idempotencyKey: headers['idempotency-key'],
    });
    await this.awaitPricingApplied.execute(caller, payment);
    return answer(201, paymentToApi(payment), present({ 'idempotency-replayed': isReplay ? 'true' : undefined }));
  }

  @Endpoint(listPayments)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listPayments>): Promise<Page<PaymentAnswer>> {
    return mapPage(await this.findPayments.execute(caller, { ...params, ...query }), paymentToApi);
  }
}
