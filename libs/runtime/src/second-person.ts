import type { Principal } from '@openprepay/contracts/identity';

/** Who asked for what a second person decides on, and when. */
export interface Asked {
  /** The asker's subject. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
}

/** Refuses somebody who would decide on their own request; `code` is the service's own. */
export class SecondPersonRequired<Code extends string = string> extends Error {
  override readonly name = 'SecondPersonRequired';
  constructor(
    readonly code: Code,
    message: string,
  ) {
    super(message);
  }
}

/**
 * What needs two people is decided by another than asked for it, with a credential that is older than the request: whoever asked
 * and could set the second one's password afterwards would be both. So would an administrator who makes two accounts, or one: a
 * second person's account is in its owner's own hands. A caller whose issuer says neither passes; the tokens of this platform's
 * own users always say both.
 *
 * @throws {SecondPersonRequired} with `code`
 */
export function requireSecondPerson(caller: Principal, { requestedBy, requestedAt }: Asked, code: string): void {
  if (caller.subject === requestedBy) throw new SecondPersonRequired(code, 'this needs a second person: you asked for it yourself');
  const { credentialChangedAt, inOwnHands } = caller;
  if (inOwnHands === false)
    throw new SecondPersonRequired(
      code,
      'this needs a second person whose account is in their own hands: set a password of your own, wait as long as this installation asks, and sign in again',
    );
  if (credentialChangedAt !== undefined && credentialChangedAt.getTime() >= requestedAt.getTime())
    throw new SecondPersonRequired(code, 'this needs a second person, whose password was set before it was asked for');
}
