import type { Principal } from '@openprepay/contracts/identity';
import type { AccessTokens } from '@openprepay/runtime/access-token';
import { RequestError } from '@openprepay/runtime/problem';
import { SessionEnded } from '../sessions/live-access-tokens.js';
import type { LiveAccounts } from '../sessions/live-accounts.js';
import { isStaff } from './live-event.js';
import type { StreamHub, StreamSink } from './stream-hub.js';
import type { StreamTickets } from './stream-tickets.js';

export interface OpenStreamCommand {
  /** From the address; without one the access token counts. */
  readonly ticket: string | undefined;
  readonly authorization: string | undefined;
  readonly sink: StreamSink;
}

/** Lets a caller into the live stream who proves by a ticket or an access token that there is something for them to see. */
export class OpenStream {
  constructor(
    private readonly hub: StreamHub,
    private readonly tickets: StreamTickets,
    private readonly accessTokens: AccessTokens,
    private readonly accounts: LiveAccounts,
  ) {}

  /**
   * @returns how to leave
   * @throws {RequestError} `auth.unauthenticated`, `auth.forbidden`
   * @throws {GatewayError} `gateway.stream_full`
   */
  async execute({ ticket, authorization, sink }: OpenStreamCommand): Promise<() => void> {
    const caller = await this.callerOf(ticket, authorization);
    if (!isStaff(caller) && caller.vendorId === undefined) throw new RequestError('auth.forbidden', 'your roles do not allow this');
    return this.hub.join(caller, sink);
  }

  private async callerOf(ticket: string | undefined, authorization: string | undefined): Promise<Principal> {
    if (ticket === undefined) return this.accessTokens.verify(authorization);
    const caller = await this.tickets.redeem(ticket);
    if (!(await this.accounts.isLiveNow(caller))) throw new SessionEnded();
    return caller;
  }
}
