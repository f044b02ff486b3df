import type { AccessTokenClaims } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { SignJWT } from 'jose';
import type { User } from '../users/user.js';
import type { Utility } from '../utilities/utility.js';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';

export interface AccessTokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

export interface IssuedAccessToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Signs what every service takes as the proof of who is calling. */
export class AccessTokenIssuer {
  constructor(
    private readonly keys: SigningKeys,
    private readonly settings: AccessTokenSettings,
    private readonly clock: Clock,
  ) {}

  async issue(user: User, utility: Utility): Promise<IssuedAccessToken> {
    const { issuer, audience, lifetimeSeconds } = this.settings;
    const nowSeconds = Math.floor(this.clock.now().getTime() / 1_000);
    const claims: Omit<AccessTokenClaims, 'sub'> = {
      username: user.username,
      utility: utility.code,
      currency: utility.currency,
      timeZone: utility.timeZone,
      roles: [...user.roles],
      ...(user.vendorId === undefined ? {} : { vendorId: user.vendorId }),
      ...(user.platform ? { platform: true } : {}),
    };
    const accessToken = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: this.keys.kid, typ: 'JWT' })
      .setSubject(user.id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + lifetimeSeconds)
      .setJti(this.clock.newId())
      .sign(this.keys.privateKey);
    return { accessToken, expiresIn: lifetimeSeconds };
  }
}
