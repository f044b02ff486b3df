import { hash } from 'node:crypto';
import { accessTokenClaims, type AccessTokenClaims, type Principal } from '@openprepay/contracts/identity';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { RequestError } from './problem.js';

/** Clocks of the issuer and of this machine may differ by so much. */
export const CLOCK_TOLERANCE_SECONDS = 5;
/** Longest wait for the issuer's keys. */
export const JWKS_TIMEOUT_MS = 3_000;
/** Keys are asked for again after this, and not more often than the cooldown when a token names an unknown key. */
export const JWKS_CACHE_MS = 3_600_000;
export const JWKS_COOLDOWN_MS = 10_000;
/** Larger tokens are none of ours. */
export const MAX_TOKEN_LENGTH = 8_192;
/** Tokens whose verification is remembered until they expire. */
export const MAX_REMEMBERED_TOKENS = 10_000;

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

export interface AccessTokenRules {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  /** Exactly these signature algorithms; what the token's header says is not trusted. */
  readonly algorithms: readonly string[];
}

/** The key set of an issuer at `url`, fetched when needed. */
export const remoteKeys = (url: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(url), { timeoutDuration: JWKS_TIMEOUT_MS, cacheMaxAge: JWKS_CACHE_MS, cooldownDuration: JWKS_COOLDOWN_MS });

interface Remembered {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** Verifies access tokens: signature, issuer, audience, times and claims. */
export class AccessTokens {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly rules: AccessTokenRules,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /**
   * @param authorization the header's value
   * @throws {RequestError} `auth.unauthenticated`; `service.unavailable` where the issuer's keys cannot be had
   * @throws {NamedOutage} `service.clock_jumped`
   */
  async verify(authorization: string | undefined): Promise<Principal> {
    const token = authorization !== undefined && authorization.length <= MAX_TOKEN_LENGTH ? BEARER.exec(authorization)?.[1] : undefined;
    if (token === undefined) throw new RequestError('auth.unauthenticated', 'this needs an access token: Authorization: Bearer …');
    const id = hash('sha256', token, 'base64');
    const known = this.remembered.get(id);
    if (known && known.expiresAtMs > this.nowMs()) return known.principal;
    const claims = await this.claimsOf(token);
    this.remember(id, claims);
    return claims.principal;
  }

  private async claimsOf(token: string): Promise<Remembered> {
    // Outside of the try: that this clock tells no time is an outage with a name of its own, and nothing about the issuer's keys.
    const currentDate = new Date(this.nowMs());
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.rules.keys, {
        issuer: this.rules.issuer,
        audience: this.rules.audience,
        algorithms: [...this.rules.algorithms],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
        currentDate,
      }));
    } catch (error) {
      throw refusal(error);
    }
    const parsed = accessTokenClaims.safeParse(payload);
    if (!parsed.success) throw new RequestError('auth.unauthenticated', 'the access token lacks claims that this installation needs');
    return { principal: principalOf(parsed.data), expiresAtMs: (payload.exp ?? 0) * 1_000 };
  }

  /** The oldest goes first: a `Map` keeps the order of insertion. */
  private remember(id: string, remembered: Remembered): void {
    this.remembered.delete(id);
    if (this.remembered.size >= MAX_REMEMBERED_TOKENS) {
      const oldest = this.remembered.keys().next();
      if (!oldest.done) this.remembered.delete(oldest.value);
    }
    this.remembered.set(id, remembered);
  }
}

function refusal(error: unknown): RequestError {
  if (error instanceof errors.JWTExpired) return new RequestError('auth.unauthenticated', 'the access token has expired', { cause: error });
  if (isWrongToken(error)) return new RequestError('auth.unauthenticated', 'the access token is not valid', { cause: error });
  return new RequestError('service.unavailable', 'access tokens cannot be verified just now', { cause: error });
}

/** Whether what was verified is wrong; otherwise the keys to verify it by cannot be had. */
export function isWrongToken(error: unknown): boolean {
  const ours = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== 'ERR_JOSE_GENERIC';
  return ours || (error instanceof TypeError && !isFetchFailure(error));
}

const isFetchFailure = (error: TypeError): boolean => error.message === 'fetch failed';

export const principalOf = (claims: AccessTokenClaims): Principal => ({
  subject: claims.sub,
  username: claims.username,
  utility: claims.utility,
  currency: claims.currency,
  timeZone: claims.timeZone,
  roles: claims.roles,
  ...(claims.sandbox === undefined ? {} : { sandbox: claims.sandbox }),
  ...(claims.vendorId === undefined ? {} : { vendorId: claims.vendorId }),
  platform: claims.platform === true,
  ...(claims.cat === undefined ? {} : { credentialChangedAt: dateOf(claims.cat) }),
  ...(claims.own === undefined ? {} : { inOwnHands: claims.own }),
  ...(claims.sid === undefined ? {} : { sessionId: claims.sid }),
});

/** Of seconds with decimals: a millisecond survives the way there and back. */
const dateOf = (numericDate: number): Date => new Date(Math.round(numericDate * 1_000));
