import type { Role } from '@openprepay/contracts/identity';

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
  readonly changedAt: Date;
}

/** Names differ in more than case: nobody can sign up as `Admin` beside `admin`. */
export const canonicalUsername = (username: string): string => username.toLowerCase();
