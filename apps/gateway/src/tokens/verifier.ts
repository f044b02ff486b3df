import { AccessTokens, remoteKeys } from '@openprepay/runtime/access-token';
import { createLocalJWKSet } from 'jose';
import type { GatewayConfig } from '../gateway.config.js';
import { discoverKeys } from './oidc.client.js';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';

type IdentityConfig = Pick<GatewayConfig, 'JWT_ISSUER' | 'JWT_AUDIENCE' | 'OIDC_ISSUER' | 'OIDC_JWKS_URL' | 'OIDC_ALGORITHMS'>;

/** How the gateway itself knows its callers: by its own keys, or by the external issuer's. */
export async function accessTokensOf(config: IdentityConfig, keys: SigningKeys): Promise<AccessTokens> {
  const { OIDC_ISSUER: issuer, JWT_AUDIENCE: audience } = config;
  if (issuer === undefined) {
    return new AccessTokens({
      keys: createLocalJWKSet(keys.publicKeys),
      issuer: config.JWT_ISSUER,
      audience,
      algorithms: [SIGNING_ALGORITHM],
    });
  }
  const url = config.OIDC_JWKS_URL ?? (await discoverKeys(issuer));
  return new AccessTokens({ keys: remoteKeys(url), issuer, audience, algorithms: config.OIDC_ALGORITHMS });
}
