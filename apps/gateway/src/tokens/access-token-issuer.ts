import type { AccessTokenClaims } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { signToken, type TokenTerms } from './sign-token.js';
import type { SigningKeys } from './signing-keys.js';

export interface IssuedAccessToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Gives out what every service takes as the proof of who is calling. */
export class AccessTokenIssuer {
  constructor(
    private readonly keys: SigningKeys,
    private readonly terms: TokenTerms,
    private readonly clock: Clock,
  ) {}

  async issue(claims: AccessTokenClaims): Promise<IssuedAccessToken> {
    const accessToken = await signToken(this.keys, claims, { ...this.terms, clock: this.clock });
    return { accessToken, expiresIn: this.terms.lifetimeSeconds };
  }
}
