import { AccessTokens } from '@openprepay/runtime/access-token';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token, worker } from '@openprepay/runtime/service';
import { kafkaSecurity } from '@openprepay/runtime/transport';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { ACCOUNT_CACHE_MS, LiveAccounts } from '../sessions/live-accounts.js';
import { SIGNING_KEYS } from '../tokens/signing-keys.js';
import { EndStreams } from './end-streams.js';
import { LiveEvents, type LiveEventsOptions } from './live-events.consumer.js';
import { OpenStream } from './open-stream.js';
import { StreamController } from './stream.controller.js';
import { StreamHub } from './stream-hub.js';
import { StreamTickets, type TicketSettings } from './stream-tickets.js';

const TICKETS = token<TicketSettings>('stream ticket settings');
const LIVE_EVENTS = token<LiveEventsOptions>('live event settings');

export const stream: Feature = {
  controllers: [StreamController],
  providers: [
    provideBy(TICKETS, [GATEWAY_CONFIG], (config) => ({ issuer: config.JWT_ISSUER })),
    provideBy(LIVE_EVENTS, [GATEWAY_CONFIG], (config) => ({
      brokers: config.KAFKA_BROKERS,
      security: kafkaSecurity(config),
      clientId: 'gateway',
      partitions: config.KAFKA_PARTITIONS,
    })),
    // How long a stream has been open is no matter of what day it is.
    provideBy(StreamHub, [], () => new StreamHub(() => performance.timeOrigin + performance.now())),
    provide(StreamTickets, [SIGNING_KEYS, TICKETS, CLOCK]),
    provide(OpenStream, [StreamHub, StreamTickets, AccessTokens, LiveAccounts]),
    provide(LiveEvents, [LIVE_EVENTS, StreamHub, LOGGER]),
    provide(EndStreams, [StreamHub, LiveAccounts]),
    repeating([EndStreams], { name: 'ended streams', everyMs: ACCOUNT_CACHE_MS }, (endStreams) => endStreams.execute()),
    worker([LiveEvents], (liveEvents) => liveEvents),
  ],
};
