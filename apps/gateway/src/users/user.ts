import type { Role } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';

export type UserState = 'active' | 'disabled';

/** Somebody who signs in by password. Belongs to one utility. */
export interface User {
  readonly id: string;
  readonly utility: string;
  /** Lower case, unique within the utility. */
  readonly username: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly vendorId?: string;
  /** May create utilities. */
  readonly platform: boolean;
  readonly state: UserState;
  /** From when on the role `custodian` counts; absent for somebody who is none. */
  readonly custodianFrom?: Date;
  /** When the roles were given. */
  readonly rolesChangedAt: Date;
  readonly createdAt: Date;
  /** When the password was set. */
  readonly credentialChangedAt: Date;
  /** Whether the owner has set the password, or whoever installs has; false where an administrator has. */
  readonly passwordOwn: boolean;
  /** When another last made the account, set its password or gave it roles; absent where whoever installs named them, and nobody did since. */
  readonly othersChangedAt?: Date;
  readonly changedAt: Date;
}

/** Names differ in more than case: nobody can sign up as `Admin` beside `admin`. */
export const canonicalUsername = (username: string): string => username.toLowerCase();

export interface NewUser {
  readonly id: string;
  readonly utility: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly vendorId?: string | undefined;
  /** Named by whoever installs, who is told apart from an administrator. */
  readonly installed?: true;
  readonly at: Date;
}

/** A user as they begin: active, and no platform administrator. */
export const newUser = ({ at, username, roles, installed, ...rest }: NewUser): User =>
  present({
    ...rest,
    username: canonicalUsername(username),
    roles: [...new Set(roles)],
    platform: false,
    state: 'active',
    rolesChangedAt: at,
    createdAt: at,
    credentialChangedAt: at,
    passwordOwn: installed === true,
    othersChangedAt: installed ? undefined : at,
    changedAt: at,
  });

/** What another changes about a user. */
export interface UserChange {
  readonly state?: UserState | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly passwordHash?: string | undefined;
  /** Of somebody who becomes a custodian, or one with another password: from when on the role counts. */
  readonly custodianFrom?: Date | undefined;
}

/** The user with what has changed. Whoever loses the role of a custodian begins anew with it. */
export function changedUser(user: User, { state, roles = user.roles, passwordHash, ...change }: UserChange, now: Date): User {
  const custodianFrom = roles.includes('custodian') ? (change.custodianFrom ?? user.custodianFrom) : undefined;
  const { custodianFrom: _before, ...rest } = user;
  const taken = passwordHash !== undefined || roles !== user.roles;
  return present({
    ...rest,
    state: state ?? user.state,
    roles,
    custodianFrom,
    rolesChangedAt: roles === user.roles ? user.rolesChangedAt : now,
    passwordHash: passwordHash ?? user.passwordHash,
    credentialChangedAt: passwordHash === undefined ? user.credentialChangedAt : now,
    passwordOwn: passwordHash === undefined && user.passwordOwn,
    othersChangedAt: taken ? now : user.othersChangedAt,
    changedAt: now,
  });
}

/** The user with a password of their own choice; one that is the same again makes it no more their own than it was. */
export const withOwnPassword = (
  user: User,
  { passwordHash, same }: { readonly passwordHash: string; readonly same: boolean },
  now: Date,
): User => ({
  ...user,
  passwordHash,
  passwordOwn: user.passwordOwn || !same,
  credentialChangedAt: now,
  changedAt: now,
});

/** Whether the account has been in its owner's hands alone for `delayMs` milliseconds: `Principal.inOwnHands`. */
export const inOwnHands = ({ passwordOwn, othersChangedAt }: User, delayMs: number, now: Date): boolean =>
  passwordOwn && (othersChangedAt === undefined || now.getTime() - othersChangedAt.getTime() >= delayMs);
