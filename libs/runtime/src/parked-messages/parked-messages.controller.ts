import { Controller, Inject } from '@nestjs/common';
import { type ParkedMessageAnswer, parkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import type { Principal } from '@openprepay/contracts/identity';
import { type Page, mapPage } from '@openprepay/persistence/page';
import { Caller } from '../caller.js';
import { Endpoint, Input } from '../endpoint.js';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { FindParkedMessages } from './find-parked-messages.js';
import { parkedMessageToApi } from './parked-message-api.js';
import { ReplayParkedMessage } from './replay-parked-message.js';

const { listParkedMessages, replayParkedMessage, discardParkedMessage } = parkedMessagesEndpoints;

/** What a service could not handle, with its reason. */
@Controller()
export class ParkedMessagesController {
  constructor(
    @Inject(FindParkedMessages) private readonly findParkedMessages: FindParkedMessages,
    @Inject(ReplayParkedMessage) private readonly replayParkedMessage: ReplayParkedMessage,
    @Inject(DiscardParkedMessage) private readonly discardParkedMessage: DiscardParkedMessage,
  ) {}

  @Endpoint(listParkedMessages)
  async list(@Input() { query }: Input<typeof listParkedMessages>, @Caller() caller: Principal): Promise<Page<ParkedMessageAnswer>> {
    return mapPage(await this.findParkedMessages.execute(caller, query), parkedMessageToApi);
  }

  @Endpoint(replayParkedMessage)
  async replay(@Input() { params }: Input<typeof replayParkedMessage>, @Caller() caller: Principal): Promise<ParkedMessageAnswer> {
    return parkedMessageToApi(await this.replayParkedMessage.execute(caller, params));
  }

  @Endpoint(discardParkedMessage)
  async discard(@Input() { params, body }: Input<typeof discardParkedMessage>, @Caller() caller: Principal): Promise<ParkedMessageAnswer> {
    return parkedMessageToApi(await this.discardParkedMessage.execute(caller, { ...params, ...body }));
  }
}
