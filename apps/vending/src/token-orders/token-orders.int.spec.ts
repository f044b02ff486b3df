import type { EventDefinition } from '@openprepay/contracts/event';
import { TokenIssued } from '@openprepay/contracts/key-management';
import { TokenOrderCompleted, TokenRequested } from '@openprepay/contracts/vending';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { storedEvents } from '@openprepay/testing/stored-event';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSED_GROUP, SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';

const ENGINEER: TestPrincipal = { roles: ['engineer'], subject: 'eve', username: 'eve' };
const ANOTHER: TestPrincipal = { roles: ['engineer'], subject: 'ben', username: 'ben' };
const ADMIN: TestPrincipal = { roles: ['admin'], subject: 'ada', username: 'ada' };
const CLEAR = { kind: 'clear-credit', parameters: { register: 'all' } };
const LIMIT = { kind: 'set-maximum-power-limit', parameters: { watts: 5000 } };

let service: VendingService;
beforeAll(async () => void (service = await startVendingService()));
afterAll(() => service.stop());

const events = <Event extends EventDefinition>(event: Event) => storedEvents(service.owner, event);

let lastKey = 0;
const order = (
  meterNumber: string,
  body: object,
  { as = ENGINEER, key = `order-key-${++lastKey}` }: { as?: TestPrincipal; key?: string } = {},
) =>
  service.call('POST', '/v1/management-tokens', {
    as,
    body: { meterNumber, reason: 'the meter was moved', ...body },
    headers: { 'idempotency-key': key },
  });
const decide = (orderId: unknown, what: 'approve' | 'refuse', as: TestPrincipal) =>
  service.call('POST', `/v1/management-tokens/${String(orderId)}/${what}`, {
    as,
    ...(what === 'refuse' ? { body: { reason: 'no need' } } : {}),
  });
const setPolicy = (body: object, as = ADMIN) => service.call('PUT', '/v1/policies/tokens', { as, body });

describe('a management token', () => {
  it('is ordered, made once and told to the head-end; whoever looks sees who ordered it and why', async () => {
    const meter = await service.meter();

    const { status, body, headers } = await order(meter, LIMIT);

    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'completed',
      kind: 'set-maximum-power-limit',
      parameters: { watts: 5000 },
      tokens: [{ token: expect.stringMatching(/^\d{20}$/), kind: 'set-maximum-power-limit', tid: expect.any(Number) }],
      requestedBy: { subject: 'eve', username: 'eve' },
      reason: 'the meter was moved',
    });
    expect(headers.get('location')).toBe(`/v1/management-tokens/${body.orderId}`);
    expect((await service.call('GET', `/v1/management-tokens/${body.orderId}`, { as: ANOTHER })).body).toEqual(body);
    expect((await service.call('GET', `/v1/management-tokens?meterNumber=${meter}`, { as: ANOTHER })).body).toEqual({ items: [body] });
    const told = (await events(TokenOrderCompleted)).filter(({ data }) => data.orderId === body.orderId);
    expect(told).toMatchObject([{ data: { meterNumber: meter, tokens: [{ token: (body as Made).tokens[0]!.token }] } }]);
  });

  it.each([
    ['clear-tamper-condition', undefined, 0],
    ['set-tariff-rate', { rate: 12 }, 12],
    ['set-water-meter-factor', { factor: 3 }, 3],
    ['set-maximum-phase-power-unbalance-limit', { watts: 700 }, 700],
  ])('%s says to the vault what was ordered', async (kind, parameters, value) => {
    const { status, body } = await order(await service.meter(), { kind, ...(parameters ? { parameters } : {}) });

    expect(status).toBe(201);
    const asked = (await events(TokenRequested)).filter(({ data }) => data.requestId === body.orderId);
    expect(asked).toMatchObject([{ data: { tokens: [{ kind, value, amountTenths: 0n }] } }]);
  });

  it.each([
    [{ kind: 'set-maximum-power-limit' }],
    [{ kind: 'set-maximum-power-limit', parameters: { watts: 18_201_625 } }],
    [{ kind: 'set-maximum-power-limit', parameters: { register: 'all' } }],
    [{ kind: 'credit', parameters: { watts: 1 } }],
    [{ kind: 'clear-tamper-condition', reason: ' ' }],
  ])('%j is no order', async (body) => {
    expect(await order(await service.meter(), body)).toMatchObject({ status: 400 });
  });

  it('is not ordered by those who sell, and not for a meter that there is not', async () => {
    const meter = await service.meter();

    for (const as of [{ roles: ['operator'] }, { roles: ['clerk'] }, { roles: ['auditor'] }] as const) {
      expect(await order(meter, LIMIT, { as })).toMatchObject({ status: 403 });
    }
    expect(await order('01234567897', LIMIT)).toMatchObject({ status: 404, body: { code: 'vending.meter_unknown' } });
    expect((await service.call('GET', '/v1/management-tokens', { as: { roles: ['engineer'], utility: 'other' } })).body).toEqual({
      items: [],
    });
  });
});

interface Made {
  readonly tokens: readonly { readonly token: string }[];
}

describe('an Idempotency-Key', () => {
  it('makes one order, however often and at once it is used', async () => {
    const meter = await service.meter();

    const answers = await Promise.all([1, 2, 3, 4].map(() => order(meter, LIMIT, { key: 'the-same-key' })));

    expect(new Set(answers.map(({ body }) => body.orderId)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(3);
    const ids = (await events(TokenRequested)).filter(({ data }) => data.requestId === answers[0]!.body.orderId);
    expect(ids).toHaveLength(1);
  });

  it('is one person’s, and refused with another order', async () => {
    const meter = await service.meter();
    await order(meter, LIMIT, { key: 'whose-key' });

    expect(await order(meter, { ...LIMIT, parameters: { watts: 1 } }, { key: 'whose-key' })).toMatchObject({
      status: 422,
      body: { code: 'vending.idempotency_key_reused' },
    });
    expect(await order(meter, LIMIT, { key: 'whose-key', as: ANOTHER })).toMatchObject({ status: 201 });
  });
});

describe('an order that takes two people', () => {
  it('waits until another engineer has approved it; then the token is made, and both stand in the record', async () => {
    const { status, body } = await order(await service.meter(), CLEAR);
    expect({ status, state: body.state, tokens: body['tokens'] }).toEqual({ status: 202, state: 'awaiting-approval', tokens: undefined });

    expect(await decide(body.orderId, 'approve', ENGINEER)).toMatchObject({
      status: 403,
      body: { code: 'vending.second_person_required' },
    });
    const approved = await decide(body.orderId, 'approve', ANOTHER);

    expect(approved).toMatchObject({
      status: 200,
      body: { state: 'completed', tokens: [{ kind: 'clear-credit' }], requestedBy: { username: 'eve' }, decidedBy: { username: 'ben' } },
    });
    expect(await decide(body.orderId, 'approve', ADMIN)).toMatchObject({ status: 409, body: { code: 'vending.token_order_decided' } });
  });

  it('comes to nothing where it is refused, also by whoever ordered it', async () => {
    const meter = await service.meter();
    const { body } = await order(meter, CLEAR, { key: 'refused-by-hand' });

    expect(await decide(body.orderId, 'refuse', ENGINEER)).toMatchObject({ status: 200, body: { state: 'refused', refusal: 'no need' } });
    expect(await decide(body.orderId, 'approve', ANOTHER)).toMatchObject({ status: 409 });
    expect(await order(meter, CLEAR, { key: 'refused-by-hand' })).toMatchObject({ status: 201, body: { state: 'refused' } });
    expect((await events(TokenRequested)).filter(({ data }) => data.requestId === body.orderId)).toEqual([]);
  });

  it('is decided once, by whomever of two who come at once', async () => {
    const { body } = await order(await service.meter(), CLEAR);

    const answers = await Promise.all([decide(body.orderId, 'approve', ANOTHER), decide(body.orderId, 'refuse', ADMIN)]);

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('is every kind that the policy names; of whoever has freed one, it stays one', async () => {
    expect(await setPolicy({ approval: ['set-tariff-rate'], limits: [] }, ENGINEER)).toMatchObject({ status: 403 });
    expect(await setPolicy({ approval: ['set-tariff-rate'], limits: [] })).toMatchObject({ status: 200 });

    expect(await order(await service.meter(), { kind: 'set-tariff-rate', parameters: { rate: 1 } })).toMatchObject({ status: 202 });
    expect(await order(await service.meter(), CLEAR)).toMatchObject({ status: 201 });
    expect(await order(await service.meter(), CLEAR, { as: ADMIN })).toMatchObject({ status: 202, body: { state: 'awaiting-approval' } });
    const OTHER_ADMIN: TestPrincipal = { roles: ['admin', 'engineer'], subject: 'other-admin', username: 'other-admin' };
    await setPolicy({ approval: [], limits: [{ kind: 'set-tariff-rate', perUserPerDay: 1_000 }] }, OTHER_ADMIN);
    expect(await order(await service.meter(), { kind: 'set-tariff-rate', parameters: { rate: 1 } })).toMatchObject({ status: 201 });
    const own = await order(await service.meter(), { kind: 'set-tariff-rate', parameters: { rate: 1 } }, { as: OTHER_ADMIN });
    expect(own).toMatchObject({ status: 202, body: { state: 'awaiting-approval' } });
    const policy = { approval: ['clear-credit'], limits: [] };
    await setPolicy(policy);
    expect((await service.call('GET', '/v1/policies/tokens', { as: ENGINEER })).body).toEqual(policy);
  });
});

describe('a limit', () => {
  it('holds for each person, also for orders that come at once; what was refused does not count', async () => {
    await setPolicy({ approval: ['clear-credit'], limits: [{ kind: 'clear-tamper-condition', perUserPerDay: 2 }] });
    const meter = await service.meter();
    const eager: TestPrincipal = { roles: ['engineer'], subject: 'eager', username: 'eager' };

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => order(meter, { kind: 'clear-tamper-condition' }, { as: eager })));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 429, 429, 429]);
    expect(answers.find(({ status }) => status === 429)!.body.code).toBe('vending.token_limit_reached');
    expect(await order(meter, { kind: 'clear-tamper-condition' }, { as: ANOTHER })).toMatchObject({ status: 201 });
    await setPolicy({ approval: ['clear-credit'], limits: [] });
  });
});

describe('the vault', () => {
  it('refuses: there is no token, and the order says why, again and again', async () => {
    const meter = await service.meter({ supplyGroupCode: REFUSED_GROUP });

    for (const _ of [1, 2]) {
      expect(await order(meter, LIMIT, { key: 'refused-order' })).toMatchObject({ status: 409, body: { code: 'vending.token_refused' } });
    }
    const { body } = await service.call('GET', `/v1/management-tokens?meterNumber=${meter}`, { as: ENGINEER });
    expect(body['items']).toMatchObject([{ state: 'failed', failure: { code: 'key-management.supply_group_unknown' } }]);
  });

  it('is silent: 202, and a token with something else in it is parked, not handed over', async () => {
    const meter = await service.meter({ supplyGroupCode: SILENT_GROUP });
    const { status, body } = await order(meter, LIMIT);
    expect({ status, state: body.state }).toEqual({ status: 202, state: 'awaiting-token' });
    const [asked] = (await events(TokenRequested)).filter(({ data }) => data.requestId === body.orderId);

    await service.publish(TokenIssued, {
      requestId: String(body.orderId),
      meterNumber: meter,
      meterPan: asked!.data.meterPan,
      keyRevision: 1,
      tokens: [{ token: '1'.repeat(20), kind: 'set-maximum-power-limit', tokenIdentifier: 7, amountTenths: 0n as never, value: 9999 }],
      sampleTables: false,
      issuedAt: new Date(),
    });

    await eventually(async () => {
      const parked = await service.call('GET', '/v1/parked-messages', { as: ENGINEER });
      expect(parked.body['items']).toMatchObject([{ code: 'vending.token_answer_contradicts' }]);
    });
    expect((await service.call('GET', `/v1/management-tokens/${body.orderId}`, { as: ENGINEER })).body.state).toBe('awaiting-token');
  });
});

describe('a meter test', () => {
  it('needs no key and no meter: it is the token that any implementation makes', async () => {
    const test = (body: object) => service.call('POST', '/v1/meter-test-tokens', { as: { roles: ['clerk'] }, body });

    expect(await test({ manufacturerCode: '00', test: 'display-key-revision-and-type' })).toMatchObject({
      status: 200,
      body: { tokens: [{ token: '18446744073843772416', kind: 'meter-test' }] },
    });
    expect((await test({ manufacturerCode: '0000', test: 'display-maximum-power-limit' })).body['tokens']).toEqual([
      { token: '01152921779618973828', kind: 'meter-test' },
    ]);
    expect(await test({ test: 'test-all' })).toMatchObject({ status: 200, body: { manufacturerCode: '00' } });
    expect(await test({ manufacturerCode: '001', test: 'test-all' })).toMatchObject({ status: 400 });
  });
});
