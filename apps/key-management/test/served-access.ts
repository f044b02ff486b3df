import { randomUUID } from 'node:crypto';
import type { Role } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { admin, FIRST, type Served } from './served.js';

/** Which roles may do what, and that none of it is another utility's. */
export function describeAccess({ vault, call, keyId }: Served): void {
  describe('who may', () => {
    const everybody: readonly Role[] = ['admin', 'custodian', 'engineer', 'operator', 'clerk', 'vendor', 'auditor'];
    it.each<[string, string, unknown, readonly Role[]]>([
      ['POST', '/v1/supply-groups', { supplyGroupCode: 'x' }, ['admin', 'custodian']],
      ['POST', '/v1/supply-groups/600100/vending-keys', {}, ['admin', 'custodian']],
      ['POST', `/v1/vending-keys/${randomUUID()}/components`, { component: FIRST }, ['custodian']],
      ['POST', `/v1/supply-groups/600100/vending-keys/${randomUUID()}/components`, { component: FIRST }, ['custodian']],
      ['POST', `/v1/vending-keys/${randomUUID()}/retiring`, undefined, ['custodian']],
      ['POST', `/v1/vending-keys/${randomUUID()}/retire`, undefined, ['custodian']],
      ['POST', `/v1/vending-keys/${randomUUID()}/reactivate`, undefined, ['custodian']],
      ['POST', `/v1/vending-key-changes/${randomUUID()}/approve`, undefined, ['custodian']],
      ['POST', `/v1/vending-key-changes/${randomUUID()}/refuse`, { reason: 'no' }, ['custodian']],
      ['GET', '/v1/vending-key-changes', undefined, ['admin', 'custodian', 'auditor']],
      ['GET', '/v1/vending-keys', undefined, ['admin', 'custodian', 'engineer', 'auditor']],
      ['GET', '/v1/token-verifications', undefined, ['admin', 'custodian', 'auditor']],
      ['GET', '/v1/audit-log', undefined, ['admin', 'custodian', 'auditor']],
      ['GET', '/v1/audit-log/verify', undefined, ['admin', 'custodian', 'auditor']],
      ['POST', '/v1/tokens/verify', {}, ['admin', 'custodian', 'engineer', 'operator', 'clerk', 'vendor']],
    ])('%s %s', async (method, path, body, allowed) => {
      const tried = await Promise.all(
        everybody.map(async (role) => ({ role, status: (await call(method, path, { as: { roles: [role] }, body })).status })),
      );

      expect(tried.filter(({ status }) => status !== 403).map(({ role }) => role)).toEqual(
        everybody.filter((role) => allowed.includes(role)),
      );
      expect((await call(method, path, { body })).status).toBe(401);
      expect((await call(method, path, { token: await vault().identity.forgedTokenFor(admin), body })).status).toBe(401);
    });

    it('another utility sees nothing of all this', async () => {
      const stranger = { roles: ['custodian', 'engineer'], utility: 'other', username: 'stranger' } as const;

      for (const path of ['/v1/supply-groups', '/v1/vending-keys', '/v1/vending-key-changes', '/v1/audit-log', '/v1/parked-messages']) {
        expect((await call('GET', path, { as: stranger })).body).toEqual({ items: [] });
      }
      expect((await call('GET', `/v1/vending-keys/${keyId()}`, { as: stranger })).status).toBe(404);
      expect((await call('POST', `/v1/vending-keys/${keyId()}/retire`, { as: stranger })).status).toBe(404);
    });
  });
}
