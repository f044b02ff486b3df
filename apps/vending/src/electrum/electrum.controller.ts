import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { Advise } from './advise.js';
import { AnswerElectrum, type ReceivedMessage } from './answer-electrum.js';
import { BuyToken } from './buy-token.js';
import type { ClientCall } from './client-call.js';
import type { Members } from './members.js';
import { LookUp } from './look-up.js';

const { electrumLookup, electrumPurchase, electrumRetry, electrumTrial, electrumConfirm, electrumReverse } = vendingApi.endpoints;
const { electrumReprint, electrumKeyChange, electrumConfirmKeyChange, electrumFaultReport, electrumNotify } = vendingApi.endpoints;

/** The door of clients that speak Electrum's interface; its refusals are its own. */
@Controller()
export class ElectrumController {
  constructor(
    @Inject(AnswerElectrum) private readonly answerElectrum: AnswerElectrum,
    @Inject(BuyToken) private readonly buyToken: BuyToken,
    @Inject(Advise) private readonly advise: Advise,
    @Inject(LookUp) private readonly lookUp: LookUp,
  ) {}

  @Endpoint(electrumLookup)
  async lookup(@Input() input: Input<typeof electrumLookup>): Promise<Reply<typeof electrumLookup>> {
    const { refused, body } = await this.answer('METER_LOOKUP_REQUEST', input, (call) => this.lookUp.meter(call));
    return answer(refused ?? 201, body);
  }

  @Endpoint(electrumPurchase)
  async purchase(@Input() input: Input<typeof electrumPurchase>): Promise<Reply<typeof electrumPurchase>> {
    const { refused, body } = await this.answer('TOKEN_PURCHASE_REQUEST', input, (call) => this.buyToken.purchase(call));
    return answer(refused ?? 201, body);
  }

  @Endpoint(electrumRetry)
  async retry(@Input() input: Input<typeof electrumRetry>): Promise<Reply<typeof electrumRetry>> {
    const { refused, body } = await this.answer('TOKEN_PURCHASE_RETRY_REQUEST', input, (call) => this.buyToken.retry(call));
    return answer(refused ?? 201, body);
  }

  @Endpoint(electrumTrial)
  async trial(@Input() input: Input<typeof electrumTrial>): Promise<Reply<typeof electrumTrial>> {
    const { refused, body } = await this.answer('TOKEN_PURCHASE_TRIAL_REQUEST', input, (call) => this.buyToken.trial(call));
    return answer(refused ?? 200, body);
  }

  @Endpoint(electrumConfirm)
  async confirm(@Input() input: Input<typeof electrumConfirm>): Promise<Reply<typeof electrumConfirm>> {
    const { refused, body } = await this.answer('CONFIRMATION_ADVICE', input, (call) => this.advise.confirm(call));
    return answer(refused ?? 202, body);
  }

  @Endpoint(electrumReverse)
  async reverse(@Input() input: Input<typeof electrumReverse>): Promise<Reply<typeof electrumReverse>> {
    const { refused, body } = await this.answer('REVERSAL_ADVICE', input, (call) => this.advise.reverse(call));
    return answer(refused ?? 202, body);
  }

  @Endpoint(electrumReprint)
  async reprint(@Input() input: Input<typeof electrumReprint>): Promise<Reply<typeof electrumReprint>> {
    const { refused, body } = await this.answer('TOKEN_REPRINT_REQUEST', input, (call) => this.lookUp.reprint(call));
    return answer(refused ?? 200, body);
  }

  @Endpoint(electrumKeyChange)
  async keyChange(@Input() input: Input<typeof electrumKeyChange>): Promise<Reply<typeof electrumKeyChange>> {
    const { refused, body } = await this.answer('KEY_CHANGE_TOKEN_REQUEST', input, (call) => this.lookUp.keyChange(call));
    return answer(refused ?? 201, body);
  }

  @Endpoint(electrumConfirmKeyChange)
  async confirmKeyChange(@Input() input: Input<typeof electrumConfirmKeyChange>): Promise<Reply<typeof electrumConfirmKeyChange>> {
    const { refused, body } = await this.answer('CONFIRMATION_ADVICE', input, (call) => this.lookUp.confirmKeyChange(call));
    return answer(refused ?? 202, body);
  }

  @Endpoint(electrumFaultReport)
  async faultReport(@Input() input: Input<typeof electrumFaultReport>): Promise<Reply<typeof electrumFaultReport>> {
    const { refused, body } = await this.answer('FAULT_REPORT_REQUEST', input, (call) => this.lookUp.faultReport(call));
    return answer(refused ?? 201, body);
  }

  @Endpoint(electrumNotify)
  async notify(@Input() input: Input<typeof electrumNotify>): Promise<Reply<typeof electrumNotify>> {
    const { refused, body } = await this.answer('NOTIFY_TOKEN_PURCHASE', input, () => Promise.resolve({}));
    return answer(refused ?? 202, body);
  }

  private answer(
    requestType: string,
    {
      headers,
      params,
      body,
    }: Pick<ReceivedMessage, 'params' | 'body'> & { readonly headers: { readonly authorization?: string | undefined } },
    act: (call: ClientCall) => Promise<Members>,
  ) {
    return this.answerElectrum.execute(requestType, { authorization: headers.authorization, params, body }, act);
  }
}
