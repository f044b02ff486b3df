import type { Principal } from '@openprepay/contracts/identity';
import { KeyManagementError } from '../key-management-error.js';

/**
 * Lets custodians through, and nobody who also hands out roles: they could be both of the two people that it takes.
 *
 * @throws {KeyManagementError} `key-management.custodian_required`
 */
export function requireCustodian({ roles }: Principal, what: string): void {
  if (!roles.includes('custodian')) throw new KeyManagementError('key-management.custodian_required', `only a custodian may ${what}`);
  if (roles.includes('admin')) {
    throw new KeyManagementError('key-management.custodian_required', `administrators hand out roles, so they may not ${what}`);
  }
}
