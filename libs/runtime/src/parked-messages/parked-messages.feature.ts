import { type ParkedMessagesEndpoints, parkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '../feature.js';
import { MESSAGING, provide } from '../service.js';
import { DecideDiscard } from './decide-discard.js';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { FindParkedMessage } from './find-parked-message.js';
import { FindParkedMessages } from './find-parked-messages.js';
import { discardsController } from './discards.controller.js';
import { lostMessagesController } from './lost-messages.controller.js';
import { LostRanges } from './lost-ranges.js';
import { parkedMessagesController } from './parked-messages.controller.js';
import { ReplayParkedMessage } from './replay-parked-message.js';
import { ReadOperations } from './read-operations.js';
import { RepublishEvents } from './republish-events.js';

/** What every service with messaging puts among its features; the gateway serves it below a path of its own. */
export const parkedMessagesServedAs = (endpoints: ParkedMessagesEndpoints): Feature => ({
  controllers: [parkedMessagesController(endpoints), discardsController(endpoints), lostMessagesController(endpoints)],
  providers: [
    provide(FindParkedMessages, [UnitOfWork, MESSAGING]),
    provide(FindParkedMessage, [UnitOfWork, MESSAGING]),
    provide(ReplayParkedMessage, [UnitOfWork, MESSAGING]),
    provide(DiscardParkedMessage, [UnitOfWork, MESSAGING]),
    provide(DecideDiscard, [UnitOfWork, MESSAGING]),
    provide(LostRanges, [UnitOfWork]),
    provide(ReadOperations, [UnitOfWork, MESSAGING]),
    provide(RepublishEvents, [UnitOfWork, MESSAGING]),
  ],
});

export const parkedMessages: Feature = parkedMessagesServedAs(parkedMessagesEndpoints);
