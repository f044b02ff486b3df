import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '../feature.js';
import { MESSAGING, provide } from '../service.js';
import { DiscardParkedMessage } from './discard-parked-message.js';
import { FindParkedMessages } from './find-parked-messages.js';
import { ParkedMessagesController } from './parked-messages.controller.js';
import { ReplayParkedMessage } from './replay-parked-message.js';

/** What every service with messaging puts among its features. */
export const parkedMessages = {
  controllers: [ParkedMessagesController],
  providers: [
    provide(FindParkedMessages, [UnitOfWork, MESSAGING]),
    provide(ReplayParkedMessage, [UnitOfWork, MESSAGING]),
    provide(DiscardParkedMessage, [UnitOfWork, MESSAGING]),
  ],
} satisfies Feature;
