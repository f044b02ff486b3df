import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '../feature.js';
import { MESSAGING, provide } from '../service.js';
import { DecideDiscard } from './decide-discard.js';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { FindParkedMessage } from './find-parked-message.js';
import { FindParkedMessages } from './find-parked-messages.js';
import { LostMessagesController } from './lost-messages.controller.js';
import { LostRanges } from './lost-ranges.js';
import { ParkedMessagesController } from './parked-messages.controller.js';
import { ReplayParkedMessage } from './replay-parked-message.js';
import { RepublishEvents } from './republish-events.js';

/** What every service with messaging puts among its features. */
export const parkedMessages = {
  controllers: [ParkedMessagesController, LostMessagesController],
  providers: [
    provide(FindParkedMessages, [UnitOfWork, MESSAGING]),
    provide(FindParkedMessage, [UnitOfWork, MESSAGING]),
    provide(ReplayParkedMessage, [UnitOfWork, MESSAGING]),
    provide(DiscardParkedMessage, [UnitOfWork, MESSAGING]),
    provide(DecideDiscard, [UnitOfWork, MESSAGING]),
    provide(LostRanges, [UnitOfWork]),
    provide(RepublishEvents, [UnitOfWork, MESSAGING]),
  ],
} satisfies Feature;
