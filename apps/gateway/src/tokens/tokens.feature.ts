import type { AccessTokenRules } from '@openprepay/runtime/access-token';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { GATEWAY_CONFIG } from '../gateway.config.js';
import { AccessTokenIssuer } from './access-token-issuer.js';
import { KeySetController } from './key-set.controller.js';
import type { TokenTerms } from './sign-token.js';
import { openSigningKeys, SIGNING_KEYS } from './signing-keys.js';
import { VouchForCertificate } from './vouch-for-certificate.js';
import { accessTokenRulesOf, type ExternalIssuer } from './verifier.js';

interface TokenSettings {
  readonly signingKeyFile: string;
  readonly terms: TokenTerms;
  readonly externalIssuer: ExternalIssuer | undefined;
}

/** How the gateway itself knows its callers. */
export const ACCESS_TOKEN_RULES = token<AccessTokenRules>('access token rules');
/** Whether somebody else signs users in. */
export const EXTERNAL_ISSUER = token<{ readonly external: boolean }>('external issuer');
const TOKENS = token<TokenSettings>('token settings');

export const tokens: Feature = {
  controllers: [KeySetController],
  providers: [
    provideBy(TOKENS, [GATEWAY_CONFIG], (config) => ({
      signingKeyFile: config.JWT_SIGNING_KEY_FILE,
      terms: { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE, lifetimeSeconds: config.ACCESS_TOKEN_SECONDS },
      externalIssuer:
        config.OIDC_ISSUER === undefined
          ? undefined
          : { issuer: config.OIDC_ISSUER, jwksUrl: config.OIDC_JWKS_URL, algorithms: config.OIDC_ALGORITHMS },
    })),
    provideBy(SIGNING_KEYS, [TOKENS], ({ signingKeyFile }) => openSigningKeys(signingKeyFile)),
    provideBy(ACCESS_TOKEN_RULES, [SIGNING_KEYS, TOKENS], (keys, { terms, externalIssuer }) =>
      accessTokenRulesOf(keys, terms, externalIssuer),
    ),
    provideBy(EXTERNAL_ISSUER, [TOKENS], ({ externalIssuer }) => ({ external: externalIssuer !== undefined })),
    provide(VouchForCertificate, [SIGNING_KEYS, CLOCK]),
    provideBy(AccessTokenIssuer, [SIGNING_KEYS, TOKENS, CLOCK], (keys, { terms }, clock) => new AccessTokenIssuer(keys, terms, clock)),
  ],
};
