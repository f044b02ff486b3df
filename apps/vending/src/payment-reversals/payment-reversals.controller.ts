import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { AccountPaymentReversalAnswer } from '@openprepay/contracts/http/vending-reversals';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { askedToApi } from '../reversals/reversal-api.js';
import { stateOf } from '../reversals/reversal.js';
import { DecidePaymentReversal } from './decide-payment-reversal.js';
import { FindPaymentReversals } from './find-payment-reversals.js';
import type { PaymentReversal } from './payment-reversal.js';
import { ReversePayment } from './reverse-payment.js';

const { reverseAccountPayment, listAccountPaymentReversals, approveAccountPaymentReversal, refuseAccountPaymentReversal } =
  vendingApi.endpoints;

const toApi = (reversal: PaymentReversal): AccountPaymentReversalAnswer => ({ paymentId: reversal.paymentId, ...askedToApi(reversal) });

/** Payments of debts that are taken back: 202 where a second person is waited for. */
@Controller()
export class PaymentReversalsController {
  constructor(
    @Inject(ReversePayment) private readonly reversePayment: ReversePayment,
    @Inject(FindPaymentReversals) private readonly findReversals: FindPaymentReversals,
    @Inject(DecidePaymentReversal) private readonly decideReversal: DecidePaymentReversal,
  ) {}

  @Endpoint(reverseAccountPayment)
  async reverse(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof reverseAccountPayment>,
  ): Promise<Reply<typeof reverseAccountPayment>> {
    const { reversal, replayed } = await this.reversePayment.execute(caller, { ...params, ...body });
    const headers = present({ 'idempotency-replayed': replayed ? ('true' as const) : undefined });
    return answer(stateOf(reversal) === 'reversed' ? 201 : 202, toApi(reversal), headers);
  }

  @Endpoint(listAccountPaymentReversals)
  async list(
    @Caller() caller: Principal,
    @Input() { query }: Input<typeof listAccountPaymentReversals>,
  ): Promise<Page<AccountPaymentReversalAnswer>> {
    return mapPage(await this.findReversals.execute(caller, query), toApi);
  }

  @Endpoint(approveAccountPaymentReversal)
  async approve(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof approveAccountPaymentReversal>,
  ): Promise<AccountPaymentReversalAnswer> {
    return toApi(await this.decideReversal.execute(caller, { ...params, refusal: undefined }));
  }

  @Endpoint(refuseAccountPaymentReversal)
  async refuse(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof refuseAccountPaymentReversal>,
  ): Promise<AccountPaymentReversalAnswer> {
    return toApi(await this.decideReversal.execute(caller, { ...params, refusal: body.reason }));
  }
}
