import { Controller, Inject, type Type } from '@nestjs/common';
import type { ParkedMessageAnswer, ParkedMessagesEndpoints, ParkedMessageSummaryAnswer } from '@openprepay/contracts/http/parked-messages';
import type { Principal } from '@openprepay/contracts/identity';
import { type Page, mapPage } from '@openprepay/persistence/page';
import { Caller } from '../caller.js';
import { Endpoint, Input } from '../endpoint.js';
import { FindParkedMessage } from './find-parked-message.js';
import { FindParkedMessages } from './find-parked-messages.js';
import { parkedMessageToApi, parkedSummaryToApi } from './parked-message-api.js';
import { ReplayParkedMessage } from './replay-parked-message.js';

/** What a service could not handle, with its reason. */
export function parkedMessagesController({ listParkedMessages, getParkedMessage, replayParkedMessage }: ParkedMessagesEndpoints): Type {
  @Controller()
  class ParkedMessagesController {
    constructor(
      @Inject(FindParkedMessages) private readonly findParkedMessages: FindParkedMessages,
      @Inject(FindParkedMessage) private readonly findParkedMessage: FindParkedMessage,
      @Inject(ReplayParkedMessage) private readonly replayParkedMessage: ReplayParkedMessage,
    ) {}

    @Endpoint(listParkedMessages)
    async list(
      @Input() { query }: Input<typeof listParkedMessages>,
      @Caller() caller: Principal,
    ): Promise<Page<ParkedMessageSummaryAnswer>> {
      return mapPage(await this.findParkedMessages.execute(caller, query), parkedSummaryToApi);
    }

    @Endpoint(getParkedMessage)
    async get(@Input() { params }: Input<typeof getParkedMessage>, @Caller() caller: Principal): Promise<ParkedMessageAnswer> {
      return parkedMessageToApi(await this.findParkedMessage.execute(caller, params));
    }

    @Endpoint(replayParkedMessage)
    async replay(@Input() { params }: Input<typeof replayParkedMessage>, @Caller() caller: Principal): Promise<ParkedMessageAnswer> {
      return parkedMessageToApi(await this.replayParkedMessage.execute(caller, params));
    }
  }
  return ParkedMessagesController;
}
