import { Controller, Inject, type Type } from '@nestjs/common';
import type { ParkedMessageAnswer, ParkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import type { Principal } from '@openprepay/contracts/identity';
import { answer, type Answer } from '../answer.js';
import { Caller } from '../caller.js';
import { Endpoint, Input } from '../endpoint.js';
import { DecideDiscard } from './decide-discard.js';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { parkedMessageToApi } from './parked-message-api.js';

/** What a service is to give up of it. */
export function discardsController({ discardParkedMessage, approveDiscard, refuseDiscard }: ParkedMessagesEndpoints): Type {
  @Controller()
  class DiscardsController {
    constructor(
      @Inject(DiscardParkedMessage) private readonly discardParkedMessage: DiscardParkedMessage,
      @Inject(DecideDiscard) private readonly decideDiscard: DecideDiscard,
    ) {}

    @Endpoint(discardParkedMessage)
    async discard(
      @Input() { params, body }: Input<typeof discardParkedMessage>,
      @Caller() caller: Principal,
    ): Promise<Answer<200 | 202, ParkedMessageAnswer>> {
      const message = parkedMessageToApi(await this.discardParkedMessage.execute(caller, { ...params, ...body }));
      return answer(message.state === 'discarded' ? 200 : 202, message);
    }

    @Endpoint(approveDiscard)
    async approve(@Input() { params }: Input<typeof approveDiscard>, @Caller() caller: Principal): Promise<ParkedMessageAnswer> {
      return parkedMessageToApi(await this.decideDiscard.approve(caller, params));
    }

    @Endpoint(refuseDiscard)
    async refuse(@Input() { params, body }: Input<typeof refuseDiscard>, @Caller() caller: Principal): Promise<ParkedMessageAnswer> {
      return parkedMessageToApi(await this.decideDiscard.refuse(caller, { ...params, ...body }));
    }
  }
  return DiscardsController;
}
