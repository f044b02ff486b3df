import { Controller, Inject, type Type } from '@nestjs/common';
import type { LostRangeAnswer, OperationsAnswer, ParkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import type { Principal } from '@openprepay/contracts/identity';
import { type Page, mapPage } from '@openprepay/persistence/page';
import { Caller } from '../caller.js';
import { Endpoint, Input } from '../endpoint.js';
import { LostRanges } from './lost-ranges.js';
import { lostRangeToApi } from './parked-message-api.js';
import { ReadOperations } from './read-operations.js';
import { RepublishEvents } from './republish-events.js';

/** How far behind a service is, what it could not read, and what it may send again to those who could not. */
export function lostMessagesController({ readOperations, listLostRanges, settleLostRange, republish }: ParkedMessagesEndpoints): Type {
  @Controller()
  class LostMessagesController {
    constructor(
      @Inject(ReadOperations) private readonly readOperations: ReadOperations,
      @Inject(LostRanges) private readonly lostRanges: LostRanges,
      @Inject(RepublishEvents) private readonly republishEvents: RepublishEvents,
    ) {}

    @Endpoint(readOperations)
    async operations(@Caller() caller: Principal): Promise<OperationsAnswer> {
      return this.readOperations.execute(caller);
    }

    @Endpoint(listLostRanges)
    async list(@Input() { query }: Input<typeof listLostRanges>, @Caller() caller: Principal): Promise<Page<LostRangeAnswer>> {
      return mapPage(await this.lostRanges.find(caller, query), lostRangeToApi);
    }

    @Endpoint(settleLostRange)
    async settle(@Input() { params, body }: Input<typeof settleLostRange>, @Caller() caller: Principal): Promise<LostRangeAnswer> {
      return lostRangeToApi(await this.lostRanges.settle(caller, { ...params, ...body }));
    }

    @Endpoint(republish)
    async republish(@Input() { body }: Input<typeof republish>, @Caller() caller: Principal): Promise<{ readonly events: number }> {
      return this.republishEvents.execute(caller, body);
    }
  }
  return LostMessagesController;
}
