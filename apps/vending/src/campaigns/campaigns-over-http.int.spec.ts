import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold } from '../../test/held.js';
import { SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';

const ENGINEER: TestPrincipal = { roles: ['engineer'], subject: 'eve', username: 'eve' };
const OPERATOR: TestPrincipal = { roles: ['operator'] };
const CLERK: TestPrincipal = { roles: ['clerk'] };
const VENDOR: TestPrincipal = { roles: ['engineer', 'vendor'] };
let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
});
afterAll(() => service.stop());

let groups = 710_000;
async function group(count: number) {
  const supplyGroupCode = String(++groups);
  const meters: string[] = [];
  for (let nth = 0; nth < count; nth++) meters.push(await service.meter({ supplyGroupCode }));
  return { supplyGroupCode, meters };
}
const create = (supplyGroupCode: string, given: object = {}, as = ENGINEER) =>
  service.call('POST', '/v1/campaigns', {
    as,
    body: {
      code: `H-${supplyGroupCode}`,
      name: 'Rollover',
      select: { supplyGroupCode },
      to: { keyRevision: 2 },
      channels: ['vend'],
      ...given,
    },
  });
const get = (path: string, as = OPERATOR) => service.call('GET', `/v1/campaigns${path}`, { as });
const post = (path: string, body?: object, as = ENGINEER) => service.call('POST', `/v1/campaigns${path}`, { as, ...(body && { body }) });
const countsOf = async (id: string) => (await get(`/${id}`)).body['counts'];

describe('campaigns over HTTP', () => {
  it('go from the plan to the sets by themselves, and the next sale carries its meter’s', async () => {
    const { supplyGroupCode, meters } = await group(3);
    const { status, body } = await create(supplyGroupCode);
    expect({ status, state: body['state'], counts: body['counts'] }).toMatchObject({
      status: 201,
      state: 'planned',
      counts: { selected: 3, waiting: 3, issued: 0 },
    });
    const id = String(body['campaignId']);

    expect(await post(`/${id}/start`)).toMatchObject({ status: 200, body: { state: 'running' } });

    await eventually(async () => expect(await countsOf(id)).toMatchObject({ selected: 3, waiting: 0, issued: 3 }));
    const sold = await service.call('POST', '/v1/vends', {
      as: CLERK,
      body: { meterNumber: meters[0], tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' },
      headers: { 'idempotency-key': `a-campaign-${meters[0]}` },
    });
    expect((sold.body['tokens'] as readonly { kind: string }[]).map(({ kind }) => kind)).toEqual([
      ...Array<string>(4).fill('key-change'),
      'credit',
    ]);
    expect(await get(`/${id}/meters?state=delivered`)).toMatchObject({
      status: 200,
      body: { items: [{ meterNumber: meters[0], from: { keyRevision: 1 }, to: { keyRevision: 2 }, deliveredThrough: 'vend' }] },
    });
  });

  it('let a sale have its token while their sets are being stored', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const other = await group(1);
    const id = String((await create(supplyGroupCode, { to: { supplyGroupCode: SILENT_GROUP } })).body['campaignId']);
    await post(`/${id}/start`);
    const request = await eventually(async () => {
      const written = `select value from (select value, type from outbox union all select value, type from outbox_sent) e where type = $1`;
      const { rows } = await service.owner.query<{ readonly value: string }>(written, [KeyChangeRequested.type]);
      const asked = rows.map(({ value }) => KeyChangeRequested.data.parse(JSON.parse(value)));
      const found = asked.find(({ meterNumber }) => meterNumber === meters[0]);
      expect(found).toBeDefined();
      return found!;
    });
    const meter = await hold(service, 'select 1 from meter where meter_number = $1 for update', [meters[0]]);
    const { requestId, meterNumber, meterPan } = request;
    await service.publish(KeyChangeIssued, {
      ...{ requestId, meterNumber, meterPan, rollover: false, sampleTables: false, issuedAt: new Date() },
      tokens: [1, 2].map((part) => ({ token: String(part).padStart(20, '5'), part, parts: 2 })),
    });
    await meter.waiting();

    const sold = await service.call('POST', '/v1/vends', {
      as: CLERK,
      body: { meterNumber: other.meters[0], tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' },
      headers: { 'idempotency-key': `beside-sets-${meters[0]}` },
    });
    const vend = () => service.call('GET', `/v1/vends/${String(sold.body['vendId'])}`, { as: CLERK });

    await eventually(async () => expect(await vend()).toMatchObject({ body: { state: 'completed' } }));
    await meter.release();
    await eventually(async () => expect(await countsOf(id)).toMatchObject({ waiting: 0, issued: 1 }));
  });

  it('are for staff, and read by operators', async () => {
    const { supplyGroupCode } = await group(1);
    expect(await create(supplyGroupCode, {}, CLERK)).toMatchObject({ status: 403 });
    expect(await create(supplyGroupCode, {}, OPERATOR)).toMatchObject({ status: 403 });
    expect(await create(supplyGroupCode, {}, VENDOR)).toMatchObject({ status: 403, body: { code: 'vending.staff_required' } });
    const id = String((await create(supplyGroupCode)).body['campaignId']);
    expect(await get(`/${id}`)).toMatchObject({ status: 200 });
    expect(await get(`/${id}`, CLERK)).toMatchObject({ status: 403 });
    expect(await post(`/${id}/start`, undefined, OPERATOR)).toMatchObject({ status: 403 });
  });

  it('are each utility’s own', async () => {
    const { supplyGroupCode } = await group(1);
    const id = String((await create(supplyGroupCode)).body['campaignId']);
    const stranger: TestPrincipal = { ...ENGINEER, utility: 'other' };

    for (const path of [`/${id}`, `/${id}/meters`, `/${id}/parts`, `/${id}/evidence.csv`]) {
      expect(await get(path, stranger)).toMatchObject({ status: 404, body: { code: 'vending.campaign_unknown' } });
    }
    expect(await post(`/${id}/start`, undefined, stranger)).toMatchObject({ status: 404 });
    expect((await get('', stranger)).body['items']).toEqual([]);
  });

  it.each<[string, object]>([
    ['of all meters', { select: {} }],
    ['that changes nothing', { to: {} }],
    ['through nothing', { channels: [] }],
    ['through what there is not', { channels: ['pigeon'] }],
    ['of no rate', { ratePerMinute: 0 }],
    ['that ends before it starts', { startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' }],
    ['of a number that is none', { select: { meterNumbers: ['1'] } }],
  ])('refuse one %s', async (_what, given) => {
    expect(await create('600100', given)).toMatchObject({ status: 400 });
  });

  it('have one of a code, and say what they cannot do in their state', async () => {
    const { supplyGroupCode, meters } = await group(1);
    const id = String((await create(supplyGroupCode)).body['campaignId']);

    expect(await create(supplyGroupCode)).toMatchObject({ status: 409, body: { code: 'vending.campaign_exists' } });
    expect(await post(`/${id}/pause`, { reason: 'x' })).toMatchObject({ status: 409, body: { code: 'vending.campaign_state_invalid' } });
    expect(await post(`/${id}/meters`, { meterNumbers: meters })).toMatchObject({ status: 409 });
    expect(await post(`/${id}/cancel`, { reason: 'x' })).toMatchObject({
      status: 200,
      body: { state: 'cancelled', steps: [{ by: 'eve' }] },
    });
    const patched = await service.call('PATCH', `/v1/campaigns/${id}/meters/${meters[0]}`, {
      as: ENGINEER,
      body: { exempt: { reason: 'x' } },
    });
    expect(patched).toMatchObject({ status: 404, body: { code: 'vending.campaign_meter_unknown' } });
  });

  it('say part by part of the network how far they have come', async () => {
    const supplyGroupCode = String(++groups);
    for (const code of ['T-1', 'T-2']) {
      expect(await service.call('POST', '/v1/network-nodes', { as: ENGINEER, body: { code, kind: 'transformer' } })).toMatchObject({
        status: 201,
      });
    }
    const left = await service.meter({ supplyGroupCode, networkNode: 'T-1' });
    for (const networkNode of ['T-2', 'T-1', 'T-2', undefined])
      await service.meter({ supplyGroupCode, ...(networkNode && { networkNode }) });
    const id = String((await create(supplyGroupCode, { startsAt: '2099-01-01T00:00:00Z' })).body['campaignId']);
    expect((await get(`/${id}/parts`)).body).toEqual({ items: [] });
    await post(`/${id}/start`);
    await eventually(async () => expect(await countsOf(id)).toMatchObject({ selected: 5, waiting: 5 }));
    const reason = 'its house is gone';
    await service.call('PATCH', `/v1/campaigns/${id}/meters/${left}`, { as: ENGINEER, body: { exempt: { reason } } });

    const first = (await get(`/${id}/parts?limit=1`)).body;
    const second = (await get(`/${id}/parts?limit=1&cursor=${String(first['nextCursor'])}`)).body;

    expect(first['items']).toMatchObject([{ networkNode: 'T-1', counts: { selected: 2, waiting: 1, issued: 0, exempt: 1 } }]);
    expect(second).toMatchObject({ items: [{ networkNode: 'T-2', counts: { selected: 2, waiting: 2 } }] });
    expect(second['nextCursor']).toBeUndefined();
  });

  it('list their meters by cursor, and hand out their evidence as a file', async () => {
    const { supplyGroupCode, meters } = await group(3);
    const id = String((await create(supplyGroupCode, { startsAt: '2099-01-01T00:00:00Z' })).body['campaignId']);
    await post(`/${id}/start`);
    await eventually(async () => expect(await countsOf(id)).toMatchObject({ selected: 3, waiting: 3 }));

    const first = (await get(`/${id}/meters?limit=2`)).body;
    const second = (await get(`/${id}/meters?limit=2&cursor=${String(first['nextCursor'])}`)).body;
    const listed = [first, second].flatMap(({ items }) => items as readonly { meterNumber: string }[]);
    expect(listed.map(({ meterNumber }) => meterNumber)).toEqual(meters.toSorted());

    const file = await get(`/${id}/evidence.csv`);
    expect(file).toMatchObject({ status: 200 });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.text.trimEnd().split('\r\n')).toHaveLength(4);
  });
});
