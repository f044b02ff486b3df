import { type AccessTokenRules, remoteKeys } from '@openprepay/runtime/access-token';
import { createLocalJWKSet } from 'jose';
import { discoverKeys } from './oidc.client.js';
import type { TokenTerms } from './sign-token.js';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';

/** Somebody else who signs users in: their tokens are taken as given. */
export interface ExternalIssuer {
  readonly issuer: string;
  /** Found by discovery where it is not told. */
  readonly jwksUrl: string | undefined;
  readonly algorithms: readonly string[];
}

/** How the gateway itself knows its callers: by its own keys, or by the external issuer's. */
export async function accessTokenRulesOf(
  keys: SigningKeys,
  { issuer, audience }: TokenTerms,
  external: ExternalIssuer | undefined,
): Promise<AccessTokenRules> {
  if (external === undefined) return { keys: createLocalJWKSet(keys.publicKeys), issuer, audience, algorithms: [SIGNING_ALGORITHM] };
  const url = external.jwksUrl ?? (await discoverKeys(external.issuer));
  return { keys: remoteKeys(url), issuer: external.issuer, audience, algorithms: external.algorithms };
}
