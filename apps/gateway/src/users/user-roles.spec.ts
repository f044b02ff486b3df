import type { Role } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { checkRoles, rolesAt } from './user-roles.js';

const now = new Date('2026-01-02T03:04:05Z');
const after = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const roles: readonly Role[] = ['engineer', 'custodian'];

describe('the roles of a user', () => {
  it('are not those of a custodian before the role counts', () => {
    expect(rolesAt({ roles }, now)).toEqual(['engineer']);
    expect(rolesAt({ roles, custodianFrom: after(1) }, now)).toEqual(['engineer']);
    expect(rolesAt({ roles, custodianFrom: now }, now)).toEqual(roles);
  });

  it.each<[readonly Role[], boolean]>([
    [['admin', 'custodian'], false],
    [['custodian', 'clerk', 'admin'], false],
    [['custodian'], true],
  ])('are never those of an administrator and of a custodian: %s', (held, platform) => {
    expect(() => checkRoles(held, platform)).toThrow(expect.objectContaining({ code: 'gateway.roles_conflict' }));
  });

  it('are otherwise as they are given', () => {
    expect(() => checkRoles(roles)).not.toThrow();
    expect(() => checkRoles(['admin', 'operator'], true)).not.toThrow();
  });
});
