import type { StreamTicketAnswer } from '@openprepay/contracts/http/stream';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Clock } from '@openprepay/persistence/clock';
import { AccessTokens } from '@openprepay/runtime/access-token';
import { RequestError } from '@openprepay/runtime/problem';
import { createLocalJWKSet, decodeJwt } from 'jose';
import { signToken } from '../tokens/sign-token.js';
import { SIGNING_ALGORITHM, type SigningKeys } from '../tokens/signing-keys.js';

/** A ticket stands in an address, which logs and histories keep: it opens one stream, at once. */
export const TICKET_SECONDS = 30;
/** Used tickets remembered at most: more than can be issued to one subject while one of them is good. */
export const MAX_USED_TICKETS = 100_000;
const AUDIENCE = 'openprepay-stream';

export interface TicketSettings {
  readonly issuer: string;
}

/**
 * Browsers' EventSource sends no Authorization header, so a signed-in caller trades the access token for a ticket.
 * Signed, so that any gateway of an installation takes it; no service does, for its audience is another.
 */
export class StreamTickets {
  private readonly used = new BoundedMap<string, true>(MAX_USED_TICKETS);
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

  async issue(caller: Principal): Promise<StreamTicketAnswer> {
    const { subject: sub, username, utility, currency, timeZone, roles, vendorId, credentialChangedAt, sessionId: sid } = caller;
    const cat = credentialChangedAt && credentialChangedAt.getTime() / 1_000;
    const ticket = await signToken(this.keys, present({ sub, username, utility, currency, timeZone, roles, vendorId, cat, sid }), {
      issuer: this.settings.issuer,
      audience: AUDIENCE,
      lifetimeSeconds: TICKET_SECONDS,
      clock: this.clock,
    });
    return { ticket, expiresIn: TICKET_SECONDS };
  }

  /** @throws {RequestError} `auth.unauthenticated` where it is not ours, has expired, or has been used here */
  async redeem(ticket: string): Promise<Principal> {
    const caller = await this.verifier.verify(`Bearer ${ticket}`);
    const { jti } = decodeJwt(ticket);
    if (jti === undefined || this.used.get(jti) !== undefined) throw new RequestError('auth.unauthenticated', 'this ticket has been used');
    this.used.set(jti, true);
    return caller;
  }
}
