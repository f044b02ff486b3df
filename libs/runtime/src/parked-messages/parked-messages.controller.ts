import { Controller, Inject } from '@nestjs/common';
import {
  type ParkedMessageAnswer,
  type ParkedMessageSummaryAnswer,
  parkedMessagesEndpoints,
} from '@openprepay/contracts/http/parked-messages';
import type { Principal } from '@openprepay/contracts/identity';
import { type Page, mapPage } from '@openprepay/persistence/page';
import { answer, type Answer } from '../answer.js';
import { Caller } from '../caller.js';
import { Endpoint, Input } from '../endpoint.js';
import { DecideDiscard } from './decide-discard.js';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { FindParkedMessage } from './find-parked-message.js';
import { FindParkedMessages } from './find-parked-messages.js';
import { parkedMessageToApi, parkedSummaryToApi } from './parked-message-api.js';
import { ReplayParkedMessage } from './replay-parked-message.js';

const { listParkedMessages, getParkedMessage, replayParkedMessage, discardParkedMessage, approveDiscard, refuseDiscard } =
  parkedMessagesEndpoints;

/** What a service could not handle, with its reason. */
@Controller()
export class ParkedMessagesController {
  constructor(
    @Inject(FindParkedMessages) private readonly findParkedMessages: FindParkedMessages,
    @Inject(FindParkedMessage) private readonly findParkedMessage: FindParkedMessage,
    @Inject(ReplayParkedMessage) private readonly replayParkedMessage: ReplayParkedMessage,
    @Inject(DiscardParkedMessage) private readonly discardParkedMessage: DiscardParkedMessage,
    @Inject(DecideDiscard) private readonly decideDiscard: DecideDiscard,
  ) {}

  @Endpoint(listParkedMessages)
  async list(@Input() { query }: Input<typeof listParkedMessages>, @Caller() caller: Principal): Promise<Page<ParkedMessageSummaryAnswer>> {
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
