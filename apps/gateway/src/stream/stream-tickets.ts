import type { AccessTokenClaims, Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { AccessTokens } from '@openprepay/runtime/access-token';
import { RequestError } from '@openprepay/runtime/problem';
import { createLocalJWKSet, decodeJwt, SignJWT } from 'jose';
import { SIGNING_ALGORITHM, type SigningKeys } from '../tokens/signing-keys.js';

/** A ticket stands in an address, which logs and histories keep: it opens one stream, at once. */
export const TICKET_SECONDS = 30;
/** Used tickets remembered at most; each is forgotten once it has expired anyway. */
export const MAX_USED_TICKETS = 100_000;
const AUDIENCE = 'openprepay-stream';

export interface StreamTicket {
  readonly ticket: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface TicketSettings {
  readonly issuer: string;
}

/**
 * Browsers' EventSource sends no Authorization header, so a signed-in caller trades the access token for a ticket.
 * Signed, so that any gateway of an installation takes it; no service does, for its audience is another.
 */
export class StreamTickets {
  private readonly used = new Map<string, number>();
  private readonly verifier: AccessTokens;

  constructor(
    private readonly keys: SigningKeys,
    private readonly settings: TicketSettings,
    private readonly clock: Clock,
  ) {
    this.verifier = new AccessTokens(
      { keys: createLocalJWKSet(keys.publicKeys), issuer: settings.issuer, audience: AUDIENCE, algorithms: [SIGNING_ALGORITHM] },
      () => clock.now().getTime(),
    );
  }

  async issue(caller: Principal): Promise<StreamTicket> {
    const nowSeconds = Math.floor(this.clock.now().getTime() / 1_000);
    const claims: Omit<AccessTokenClaims, 'sub'> = {
      username: caller.username,
      utility: caller.utility,
      currency: caller.currency,
      timeZone: caller.timeZone,
      roles: [...caller.roles],
      ...(caller.vendorId === undefined ? {} : { vendorId: caller.vendorId }),
    };
    const ticket = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: this.keys.kid, typ: 'JWT' })
      .setSubject(caller.subject)
      .setIssuer(this.settings.issuer)
      .setAudience(AUDIENCE)
      .setJti(this.clock.newId())
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + TICKET_SECONDS)
      .sign(this.keys.privateKey);
    return { ticket, expiresIn: TICKET_SECONDS };
  }

  /** @throws {RequestError} `auth.unauthenticated` where it is not ours, has expired, or has been used here */
  async redeem(ticket: string): Promise<Principal> {
    const caller = await this.verifier.verify(`Bearer ${ticket}`);
    const { jti, exp } = decodeJwt(ticket);
    const nowMs = this.clock.now().getTime();
    for (const [id, expiresAtMs] of this.used) {
      if (expiresAtMs > nowMs && this.used.size < MAX_USED_TICKETS) break;
      this.used.delete(id);
    }
    if (jti === undefined || exp === undefined || this.used.has(jti))
      throw new RequestError('auth.unauthenticated', 'this ticket has been used');
    // Kept a little past its end, for clocks that the verifier tolerates.
    this.used.set(jti, (exp + TICKET_SECONDS) * 1_000);
    return caller;
  }
}
