import { AccessTokens } from '@openprepay/runtime/access-token';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { AccessTokenIssuer, type AccessTokenSettings } from './access-token-issuer.js';
import { openSigningKeys, SIGNING_KEYS } from './signing-keys.js';
import { accessTokensOf } from './verifier.js';

const ACCESS_TOKENS = token<AccessTokenSettings>('access token settings');

export const tokens: Feature = {
  providers: [
    provideBy(ACCESS_TOKENS, [GATEWAY_CONFIG], (config) => ({
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      lifetimeSeconds: config.ACCESS_TOKEN_SECONDS,
    })),
    provideBy(SIGNING_KEYS, [GATEWAY_CONFIG], (config) => openSigningKeys(config.JWT_SIGNING_KEY_FILE)),
    provideBy(AccessTokens, [GATEWAY_CONFIG, SIGNING_KEYS], accessTokensOf),
    provide(AccessTokenIssuer, [SIGNING_KEYS, ACCESS_TOKENS, CLOCK]),
  ],
};
