import { TokenAccepted } from '@openprepay/contracts/telemetry';
import { KeyChangeCompleted, MeterChanged, TokenRequested, VendCompleted } from '@openprepay/contracts/vending';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { storedEvents } from '@openprepay/testing/stored-event';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSED_GROUP, SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';

const ENGINEER: TestPrincipal = { roles: ['engineer'], subject: 'eve', username: 'eve' };
const CLERK: TestPrincipal = { roles: ['clerk'] };
let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
});
afterAll(() => service.stop());

let last = 0;
const order = (meter: string, to: object, { key = `key-change-${++last}`, as = ENGINEER } = {}) =>
  service.call('POST', `/v1/meters/${meter}/key-changes`, {
    as,
    body: { to, reason: 'revision 1 is retiring' },
    headers: { 'idempotency-key': key },
  });
const sell = (meterNumber: string, key = `a-sale-of-${++last}`) =>
  service.call('POST', '/v1/vends', {
    as: CLERK,
    body: { meterNumber, tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' },
    headers: { 'idempotency-key': key },
  });
const meterOf = async (meter: string) => (await service.call('GET', `/v1/meters/${meter}`, { as: ENGINEER })).body;
const changesOf = async (meter: string) =>
  (await service.call('GET', `/v1/meters/${meter}/key-changes`, { as: ENGINEER })).body['items'] as readonly Record<string, unknown>[];
const end = (id: unknown, what: 'confirm' | 'cancel', body: object) =>
  service.call('POST', `/v1/key-changes/${String(id)}/${what}`, { as: ENGINEER, body });
const kinds = (body: Record<string, unknown>) => (body['tokens'] as readonly { kind: string }[]).map(({ kind }) => kind);
const SET = ['key-change', 'key-change', 'key-change', 'key-change'];

describe('a key change', () => {
  it('moves the meter’s key data with its set, which is told to the head-end', async () => {
    const meter = await service.meter();

    const { status, body } = await order(meter, { keyRevision: 2 });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'issued',
      from: { keyRevision: 1 },
      to: { keyRevision: 2, supplyGroupCode: '600100' },
      tokens: [1, 2, 3, 4].map((part) => ({ token: expect.stringMatching(/^\d{20}$/) as string, kind: 'key-change', part, parts: 4 })),
      rollover: false,
    });
    expect(await meterOf(meter)).toMatchObject({ keyRevision: 2 });
    expect((await storedEvents(service.owner, MeterChanged)).at(-1)).toMatchObject({ data: { meterNumber: meter, keyRevision: 2 } });
    expect((await storedEvents(service.owner, KeyChangeCompleted)).at(-1)).toMatchObject({ data: { keyChangeId: body['keyChangeId'] } });
  });

  it('goes in front of every vend until it is confirmed, under the new key, and on the receipt', async () => {
    const meter = await service.meter();
    const { body } = await order(meter, { keyRevision: 2 });

    const [first, second] = [await sell(meter), await sell(meter)];

    for (const { body: vend } of [first, second]) expect(kinds(vend)).toEqual([...SET, 'credit']);
    const asked = (await storedEvents(service.owner, TokenRequested)).filter(({ data }) => data.requestId === first.body.vendId);
    expect(asked).toMatchObject([{ data: { keyRevision: 2 } }]);
    const told = (await storedEvents(service.owner, VendCompleted)).filter(({ data }) => data.vendId === first.body.vendId);
    expect(told[0]!.data.keyChangeTokens).toHaveLength(4);
    const receipt = await service.call('GET', `/v1/vends/${first.body.vendId}/receipt`, { as: CLERK });
    expect(receipt.text).toContain('NEW KEY');

    expect(await end(body['keyChangeId'], 'confirm', { evidence: 'display test shows revision 2' })).toMatchObject({
      status: 200,
      body: { state: 'confirmed', evidence: 'display test shows revision 2', endedBy: { username: 'eve' } },
    });
    expect(kinds((await sell(meter)).body)).toEqual(['credit']);
  });

  it('goes before the token of every order until it is confirmed, which is made under the new key', async () => {
    const meter = await service.meter();
    const { body } = await order(meter, { keyRevision: 2 });
    const tamper = { meterNumber: meter, kind: 'clear-tamper-condition', reason: 'the cover was open' };
    const headers = { 'idempotency-key': `order-${meter}` };

    const ordered = await service.call('POST', '/v1/management-tokens', { as: ENGINEER, body: tamper, headers });

    expect(ordered).toMatchObject({ status: 201, body: { tokens: [{ kind: 'clear-tamper-condition' }], enterFirst: body['tokens'] } });
    const path = `/v1/management-tokens/${String(ordered.body['orderId'])}`;
    expect((await service.call('GET', path, { as: ENGINEER })).body).toMatchObject({ enterFirst: body['tokens'] });
    const list = () => service.call('GET', `/v1/management-tokens?meterNumber=${meter}`, { as: ENGINEER });
    expect((await list()).body['items']).toMatchObject([{ enterFirst: body['tokens'] }]);

    await end(body['keyChangeId'], 'confirm', { evidence: 'display test shows revision 2' });
    expect((await service.call('GET', path, { as: ENGINEER })).body).not.toHaveProperty('enterFirst');
    expect((await list()).body['items']).not.toMatchObject([{ enterFirst: expect.anything() as unknown }]);
  });

  it('is confirmed by the meter’s own word: credit that it took under the new key', async () => {
    const meter = await service.meter();
    await order(meter, { keyRevision: 2 });
    const { body: vend } = await sell(meter);
    const { meterPan } = (await storedEvents(service.owner, VendCompleted)).find(({ data }) => data.vendId === vend.vendId)!.data;

    const vendId = String(vend.vendId);
    await service.publish(TokenAccepted, {
      deliveryId: vendId,
      vendId,
      meterNumber: meter,
      meterPan,
      acceptedAt: new Date(),
      alreadyCredited: false,
    });

    await eventually(async () => expect(await changesOf(meter)).toMatchObject([{ state: 'confirmed' }]));
    expect((await changesOf(meter))[0]).not.toHaveProperty('endedBy');
  });

  it('cancelled, leaves the meter with the key that it had', async () => {
    const meter = await service.meter();
    const { body } = await order(meter, { keyRevision: 2 });

    expect(await end(body['keyChangeId'], 'cancel', { reason: 'the meter is replaced' })).toMatchObject({ body: { state: 'cancelled' } });

    expect(await meterOf(meter)).toMatchObject({ keyRevision: 1 });
    expect(kinds((await sell(meter)).body)).toEqual(['credit']);
    expect(await end(body['keyChangeId'], 'confirm', { evidence: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'vending.key_change_ended' },
    });
  });
});

describe('a meter has one key change at a time', () => {
  it('however many are ordered at once; the same key orders the same one', async () => {
    const meter = await service.meter();
    const other: TestPrincipal = { roles: ['engineer'], subject: 'ben', username: 'ben' };

    const answers = await Promise.all([order(meter, { keyRevision: 2 }), order(meter, { keyRevision: 3 }, { as: other })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);

    const twice = await service.meter();
    const repeated = await Promise.all([1, 2].map(() => order(twice, { keyRevision: 2 }, { key: 'one-and-the-same' })));
    expect(new Set(repeated.map(({ body }) => body['keyChangeId'])).size).toBe(1);
    expect(await order(twice, { keyRevision: 4 }, { key: 'one-and-the-same' })).toMatchObject({ status: 422 });
  });

  it('and is not sold to while the set is being made, nor is one made while it waits for a token', async () => {
    const meter = await service.meter();
    expect(await order(meter, { supplyGroupCode: SILENT_GROUP })).toMatchObject({ status: 202, body: { state: 'awaiting-tokens' } });
    expect(await sell(meter)).toMatchObject({ status: 409, body: { code: 'vending.key_change_pending' } });

    const unlimited = { meterNumber: meter, kind: 'clear-tamper-condition', reason: 'the cover was open' };
    expect(
      await service.call('POST', '/v1/management-tokens', {
        as: ENGINEER,
        body: unlimited,
        headers: { 'idempotency-key': `order-${meter}` },
      }),
    ).toMatchObject({ status: 409, body: { code: 'vending.key_change_pending' } });
    expect(await service.call('PATCH', `/v1/meters/${meter}`, { as: ENGINEER, body: { keyRevision: 3 } })).toMatchObject({
      status: 409,
      body: { code: 'vending.key_change_pending' },
    });

    const silent = await service.meter({ supplyGroupCode: SILENT_GROUP });
    expect(await sell(silent)).toMatchObject({ status: 202 });
    expect(await order(silent, { supplyGroupCode: '600100' })).toMatchObject({ status: 409, body: { code: 'vending.tokens_awaited' } });
    expect(await changesOf(silent)).toEqual([]);
  });

  it('and has its old one where the vault refuses, and is sold to again', async () => {
    const meter = await service.meter();

    expect(await order(meter, { supplyGroupCode: REFUSED_GROUP })).toMatchObject({ status: 409, body: { code: 'vending.token_refused' } });

    expect(await changesOf(meter)).toMatchObject([{ state: 'failed', failure: { code: 'key-management.vending_key_unknown' } }]);
    expect(kinds((await sell(meter)).body)).toEqual(['credit']);
  });

  it('that is another one, and of a key that a meter can have', async () => {
    const meter = await service.meter();

    expect(await order(meter, { keyRevision: 1 })).toMatchObject({ status: 422, body: { code: 'vending.key_change_nothing' } });
    expect(await order(meter, { decoderKeyAlgorithm: 'DKGA02' })).toMatchObject({ status: 422 });
    expect(await order(meter, {})).toMatchObject({ status: 400 });
    expect(await order(meter, { keyRevision: 2 }, { as: CLERK })).toMatchObject({ status: 403 });
  });
});
