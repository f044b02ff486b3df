import type { Role } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';

export type UserState = 'active' | 'disabled';

/** Somebody who signs in by password. Belongs to one utility. */
export interface User {
  readonly id: string;
  readonly utility: string;
  /** Lower case, unique across the installation. */
  readonly username: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly vendorId?: string;
  /** May create utilities. */
  readonly platform: boolean;
  readonly state: UserState;
  readonly createdAt: Date;
  /** When the password was set. */
  readonly credentialChangedAt: Date;
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
  readonly at: Date;
}

/** A user as they begin: active, and no platform administrator. */
export const newUser = ({ at, username, roles, ...rest }: NewUser): User =>
  present({
    ...rest,
    username: canonicalUsername(username),
    roles: [...new Set(roles)],
    platform: false,
    state: 'active',
    createdAt: at,
    credentialChangedAt: at,
    changedAt: at,
  });
