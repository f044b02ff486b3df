import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, LOGGER, provide, provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { AccessTokenIssuer } from '../tokens/access-token-issuer.js';
import { UserRepository } from '../users/user.repository.js';
import { BeginSession } from './begin-session.js';
import { EndSession } from './end-session.js';
import { PURGE_EVERY_MS, PurgeSessions } from './purge-sessions.js';
import { RefreshSession, type RefreshSettings } from './refresh-session.js';
import { WebSessionRepository } from './web-session.repository.js';
import { WebSessionsController } from './web-sessions.controller.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const WEB_SESSIONS = token<RefreshSettings>('web session settings');

export const webSessions: Feature = {
  controllers: [WebSessionsController],
  providers: [
    provideBy(WEB_SESSIONS, [GATEWAY_CONFIG], (config) => ({
      idleMs: config.SESSION_IDLE_MINUTES * MINUTE_MS,
      maxMs: config.SESSION_MAX_HOURS * HOUR_MS,
      secondPersonDelayMs: config.SECOND_PERSON_DELAY_MINUTES * MINUTE_MS,
    })),
    provide(WebSessionRepository, []),
    provide(BeginSession, [UnitOfWork, WebSessionRepository, WEB_SESSIONS, CLOCK]),
    provide(RefreshSession, [UnitOfWork, WebSessionRepository, UserRepository, AccessTokenIssuer, WEB_SESSIONS, LOGGER, CLOCK]),
    provide(EndSession, [UnitOfWork, WebSessionRepository, CLOCK]),
    provide(PurgeSessions, [UnitOfWork, WebSessionRepository, CLOCK]),
    repeating([PurgeSessions], { name: 'web sessions', everyMs: PURGE_EVERY_MS }, (purge) => purge.execute()),
  ],
};
