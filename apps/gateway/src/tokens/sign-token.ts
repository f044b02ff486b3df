import type { AccessTokenClaims } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { SignJWT } from 'jose';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';

export interface TokenTerms {
  readonly issuer: string;
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

/** A JWT that says who is calling, signed by the gateway's newest key. */
export function signToken(
  keys: SigningKeys,
  { sub, ...claims }: AccessTokenClaims,
  terms: TokenTerms & { readonly clock: Clock },
): Promise<string> {
  const nowSeconds = Math.floor(terms.clock.now().getTime() / 1_000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: keys.kid, typ: 'JWT' })
    .setSubject(sub)
    .setIssuer(terms.issuer)
    .setAudience(terms.audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + terms.lifetimeSeconds)
    .setJti(terms.clock.newId())
    .sign(keys.privateKey);
}
