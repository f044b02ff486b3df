import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KEY, newKey, type Served } from './served.js';
import { METER_NUMBER } from './vault.js';

/** What the service does not take, each with its status and a code. */
export function describeRefusals({ call }: Served): void {
  describe('hostile input', () => {
    it.each<[string, string, unknown, number]>([
      ['POST', '/v1/supply-groups', { supplyGroupCode: '6001', name: 'x' }, 400],
      ['POST', '/v1/supply-groups', { supplyGroupCode: '600100', name: ' ' }, 400],
      ['POST', '/v1/supply-groups', { supplyGroupCode: '600100', name: 'again' }, 409],
      ['POST', '/v1/supply-groups', { supplyGroupCode: 600100, name: 'x' }, 400],
      ['POST', '/v1/supply-groups', '{"supplyGroupCode":', 400],
      ['POST', '/v1/supply-groups', { supplyGroupCode: '600101', name: 'x\u0000y' }, 400],
      ['POST', '/v1/supply-groups/999999/vending-keys', newKey, 404],
      ['POST', '/v1/supply-groups/600100/vending-keys', newKey, 409],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 0 }, 400],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 2, keyType: 0 }, 400],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 2, components: 1 }, 400],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 2, components: 9 }, 400],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 2, generate: true }, 400],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 2, decoderKeyAlgorithm: 'DKGA03' }, 400],
      ['POST', '/v1/supply-groups/600100/vending-keys', { ...newKey, keyRevision: 2, keyType: 3 }, 422],
      ['POST', '/v1/vending-keys/not-an-id/components', { component: KEY }, 400],
      ['POST', `/v1/vending-keys/${randomUUID()}/components`, { component: KEY }, 404],
      ['POST', `/v1/supply-groups/600101/vending-keys/${randomUUID()}/components`, { component: KEY }, 404],
      ['POST', `/v1/vending-keys/${randomUUID()}/retire`, undefined, 404],
      ['GET', '/v1/vending-keys?cursor=bm8', undefined, 400],
      ['GET', '/v1/vending-keys?limit=501', undefined, 400],
      ['GET', '/v1/vending-keys?supplyGroup=600100', undefined, 400],
      ['GET', '/v1/audit-log/verify?sequence=1', undefined, 400],
      ['GET', '/v1/audit-log/verify?after=-1', undefined, 400],
      ['GET', '/v1/audit-log/verify?after=9999999999999999999', undefined, 400],
      ['POST', '/v1/supply-groups', { supplyGroupCode: '600102', name: 'x', utility: 'other' }, 400],
      ['GET', '/v1/audit-log?cursor=WyIwIl0', undefined, 400],
      ['GET', '/v1/audit-log?cursor=WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTk5Il0', undefined, 400],
      ['POST', '/v1/tokens/verify', { meterNumber: METER_NUMBER, token: '1' }, 400],
      ['POST', '/v1/tokens/verify', { meterNumber: METER_NUMBER, token: '9'.repeat(20) }, 400],
      ['POST', '/v1/tokens/verify', { meterNumber: METER_NUMBER, token: '9'.repeat(65) }, 400],
      ['POST', '/v1/tokens/verify', { meterNumber: '12345678901', token: '1'.repeat(20) }, 400],
      ['POST', '/v1/tokens/verify', { meterNumber: METER_NUMBER, token: 7 }, 400],
      ['POST', '/v1/tokens/verify', { meterNumber: METER_NUMBER, token: '1'.repeat(20), keyRevison: 2 }, 400],
      ['POST', '/v1/tokens/verify', [], 400],
      ['GET', '/v1/nothing', undefined, 404],
    ])('%s %s %j is %i', async (method, path, body, status) => {
      const reply = await call(method, path, { as: { roles: ['custodian', 'engineer'], username: 'custodian1' }, body });

      expect(reply).toMatchObject({ status, body: { status, code: expect.stringMatching(/^[a-z-]+\.[a-z_]+$/) } });
    });
  });
}
