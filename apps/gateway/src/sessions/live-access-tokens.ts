import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { AccessTokens, type AccessTokenRules } from '@openprepay/runtime/access-token';
import type { LiveAccounts } from './live-accounts.js';

/** A token that is right, of an account that is no longer what it says. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
  readonly code = 'auth.unauthenticated';
  constructor() {
    super('this sign-in has ended: the account, its roles or its password have changed; sign in again');
  }
}

/** Access tokens of accounts that are kept here: they end before their time where the account has changed. */
export class LiveAccessTokens extends AccessTokens {
  constructor(
    rules: AccessTokenRules,
    private readonly accounts: LiveAccounts,
    clock: Clock,
  ) {
    super(rules, () => clock.now().getTime());
  }

  /** @throws {RequestError} as `AccessTokens`; {@link SessionEnded} */
  override async verify(authorization: string | undefined): Promise<Principal> {
    const caller = await super.verify(authorization);
    if (!(await this.accounts.isLive(caller))) throw new SessionEnded();
    return caller;
  }
}
