import { describe, expect, it } from 'vitest';
import { custodian1, engineer, newKey, type Served } from './served.js';

/** From when until when a key makes tokens. */
export function describeDates({ call }: Served): void {
  describe('the dates of a key', () => {
    const path = '/v1/supply-groups/600100/vending-keys';

    it('are set once, with the key, and listed among what ends', async () => {
      const dated = {
        ...newKey,
        keyType: 1,
        keyRevision: 7,
        activeFrom: '2026-01-01T00:00:00.000Z',
        issuedUntil: '2099-01-01T00:00:00.000Z',
      };
      const { components: _components, ...generated } = dated;
      const created = await call('POST', path, { as: custodian1, body: { ...generated, generate: true } });
      const expiries = await call('GET', '/v1/expiries?days=20000', { as: engineer });

      expect(created).toMatchObject({
        status: 201,
        body: { state: 'active', ready: true, activeFrom: dated.activeFrom, issuedUntil: dated.issuedUntil },
      });
      expect(expiries.body['items']).toContainEqual({
        vendingKeyId: created.body['vendingKeyId'],
        supplyGroupCode: '600100',
        keyRevision: 7,
        what: 'base-date',
        at: expect.stringMatching(/^2045-11/) as unknown,
        meters: 0,
      });
    });

    it('are in their order, and neither is shown to a clerk', async () => {
      const back = { ...newKey, keyRevision: 8, activeFrom: '2027-01-01T00:00:00Z', issuedUntil: '2026-01-01T00:00:00Z' };

      expect((await call('POST', path, { as: custodian1, body: back })).status).toBe(400);
      expect((await call('GET', '/v1/expiries', { as: { roles: ['clerk'] } })).status).toBe(403);
      expect((await call('GET', '/v1/expiries?days=-1', { as: engineer })).status).toBe(400);
    });
  });
}
