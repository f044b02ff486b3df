import type { Role } from '@openprepay/contracts/identity';
import { GatewayError } from '../gateway-error.js';
import type { User } from './user.js';

/**
 * Whoever hands out roles enters no keys.
 *
 * @throws {GatewayError} `gateway.roles_conflict`
 */
export function checkRoles(roles: readonly Role[], platform = false): void {
  if (!roles.includes('custodian') || !(platform || roles.includes('admin'))) return;
  throw new GatewayError('gateway.roles_conflict', 'nobody is an administrator and a custodian');
}

export const isCustodian = ({ roles }: Pick<User, 'roles'>): boolean => roles.includes('custodian');

/** What a user may act as at a time: a custodian only from when it counts. */
export const rolesAt = ({ roles, custodianFrom }: Pick<User, 'roles' | 'custodianFrom'>, now: Date): readonly Role[] =>
  custodianFrom !== undefined && custodianFrom <= now ? roles : roles.filter((role) => role !== 'custodian');
