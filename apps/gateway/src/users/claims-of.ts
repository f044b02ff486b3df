import type { AccessTokenClaims } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { inOwnHands } from './user.js';
import type { Account } from './user.repository.js';
import { rolesAt } from './user-roles.js';

/** What services read of who is calling. */
export const claimsOf = ({ user, utility }: Account, now: Date, secondPersonDelayMs: number): AccessTokenClaims =>
  present({
    sub: user.id,
    username: user.username,
    utility: utility.code,
    currency: utility.currency,
    timeZone: utility.timeZone,
    sandbox: utility.sandbox ? true : undefined,
    roles: rolesAt(user, now),
    vendorId: user.vendorId,
    platform: user.platform ? true : undefined,
    cat: user.credentialChangedAt.getTime() / 1_000,
    own: inOwnHands(user, secondPersonDelayMs, now),
  });
