import type { Feature } from './feature.js';
import { ParkedMessagesController } from './parked-messages-controller.js';

/** What a service could not handle, to be seen, replayed or given up: every service with messaging has it. */
export const parkedMessages: Feature = { controllers: [ParkedMessagesController], providers: [] };
