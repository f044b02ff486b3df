import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { AccessTokens } from '@openprepay/runtime/access-token';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy } from '@openprepay/runtime/service';
import { ACCESS_TOKEN_RULES, EXTERNAL_ISSUER } from '../tokens/tokens.feature.js';
import { UserRepository } from '../users/user.repository.js';
import { WebSessionRepository } from '../web-sessions/web-session.repository.js';
import { LiveAccessTokens } from './live-access-tokens.js';
import { LiveAccounts } from './live-accounts.js';

export const sessions: Feature = {
  providers: [
    provide(LiveAccounts, [UnitOfWork, UserRepository, WebSessionRepository, EXTERNAL_ISSUER, CLOCK]),
    provideBy(
      AccessTokens,
      [ACCESS_TOKEN_RULES, LiveAccounts, CLOCK],
      (rules, accounts, clock) => new LiveAccessTokens(rules, accounts, clock),
    ),
  ],
};
