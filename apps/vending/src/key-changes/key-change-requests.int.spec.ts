import { KeyChangeIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { KeyChangeRequestCancelled, KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { KeyChangeCompleted } from '@openprepay/contracts/vending';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { storedEvents } from '@openprepay/testing/stored-event';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';

const ENGINEER: TestPrincipal = { roles: ['engineer'], subject: 'eve', username: 'eve' };
const CLERK: TestPrincipal = { roles: ['clerk'] };
let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
});
afterAll(() => service.stop());

let last = 0;
const order = (meter: string, to: object) =>
  service.call('POST', `/v1/meters/${meter}/key-changes`, {
    as: ENGINEER,
    body: { to, reason: 'revision 1 is retiring' },
    headers: { 'idempotency-key': `key-change-${++last}` },
  });
const sell = (meterNumber: string) =>
  service.call('POST', '/v1/vends', {
    as: CLERK,
    body: { meterNumber, tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' },
    headers: { 'idempotency-key': `a-sale-of-${++last}` },
  });
const meterOf = async (meter: string) => (await service.call('GET', `/v1/meters/${meter}`, { as: ENGINEER })).body;
const changesOf = async (meter: string) =>
  (await service.call('GET', `/v1/meters/${meter}/key-changes`, { as: ENGINEER })).body['items'] as readonly Record<string, unknown>[];
const end = (id: unknown, what: 'confirm' | 'cancel', body: object) =>
  service.call('POST', `/v1/key-changes/${String(id)}/${what}`, { as: ENGINEER, body });

describe('a key change that the vault has not answered', () => {
  const silent = async () => {
    const meter = await service.meter();
    const { body } = await order(meter, { supplyGroupCode: SILENT_GROUP });
    const { data } = (await storedEvents(service.owner, KeyChangeRequested)).find(
      ({ data: asked }) => asked.requestId === body['keyChangeId'],
    )!;
    return { meter, id: String(body['keyChangeId']), asked: data };
  };
  const cancelled = async (id: string) =>
    (await storedEvents(service.owner, KeyChangeRequestCancelled)).filter(({ data }) => data.requestId === id).map(({ data }) => data);

  it('is cancelled at the vault, once, with all that was asked; the first reason stands', async () => {
    const { meter, id, asked } = await silent();

    expect(await end(id, 'cancel', { reason: 'the wrong meter' })).toMatchObject({
      status: 200,
      body: { state: 'awaiting-tokens', cancellation: { cancelledBy: { username: 'eve' }, reason: 'the wrong meter' } },
    });
    expect(await end(id, 'cancel', { reason: 'said twice' })).toMatchObject({
      status: 200,
      body: { cancellation: { reason: 'the wrong meter' } },
    });

    const { requestedAt: _requestedAt, ...request } = asked;
    expect(await cancelled(id)).toMatchObject([{ ...request, reason: 'the wrong meter' }]);
    expect(await end(id, 'confirm', { evidence: 'x' })).toMatchObject({ status: 409, body: { code: 'vending.key_change_ended' } });
    expect(await sell(meter)).toMatchObject({ status: 409, body: { code: 'vending.key_change_pending' } });
  });

  it('comes to nothing where the vault refuses it then, and the meter is sold to under its key', async () => {
    const { meter, id, asked } = await silent();
    await end(id, 'cancel', { reason: 'the wrong meter' });

    const refusal = { code: 'key-management.request_cancelled', reason: 'cancelled', refusedAt: new Date() };
    await service.publish(TokenRefused, { requestId: id, meterNumber: asked.meterNumber, meterPan: asked.meterPan, ...refusal });

    await eventually(async () => expect(await changesOf(meter)).toMatchObject([{ state: 'failed', failure: { code: refusal.code } }]));
    expect([201, 202]).toContain((await sell(meter)).status);
    expect(await end(id, 'cancel', { reason: 'again' })).toMatchObject({ status: 409, body: { code: 'vending.key_change_ended' } });
  });

  it('is cancelled also where the vault had made the set before it was told: nobody sees it, and the meter keeps its key', async () => {
    const { meter, id, asked } = await silent();
    await end(id, 'cancel', { reason: 'the wrong meter' });

    const tokens = [1, 2, 3, 4].map((part) => ({ token: `${part}`.padStart(20, '6'), part, parts: 4 }));
    const set = { tokens, rollover: false, sampleTables: false, issuedAt: new Date() };
    const answer = { requestId: id, meterNumber: asked.meterNumber, meterPan: asked.meterPan, ...set };
    await service.publish(KeyChangeIssued, answer);
    await service.publish(KeyChangeIssued, answer);

    await eventually(async () =>
      expect(await changesOf(meter)).toMatchObject([{ state: 'cancelled', endedBy: { username: 'eve' }, cancelReason: 'the wrong meter' }]),
    );
    expect(await meterOf(meter)).toMatchObject({ supplyGroupCode: '600100' });
    const told = (await storedEvents(service.owner, KeyChangeCompleted)).filter(({ data }) => data.keyChangeId === id);
    expect(told).toEqual([]);
    expect([201, 202]).toContain((await sell(meter)).status);
  });

  it('has one end where it is cancelled and answered at the same time: its meter has one key, and is sold to', async () => {
    const several = await Promise.all(Array.from({ length: 6 }, silent));

    await Promise.all(
      several.flatMap(({ id, asked: { meterNumber, meterPan } }) => {
        const tokens = [1, 2].map((part) => ({ token: `${part}`.padStart(20, '7'), part, parts: 2 }));
        const answer = { requestId: id, meterNumber, meterPan, tokens, rollover: false, sampleTables: false, issuedAt: new Date() };
        return [end(id, 'cancel', { reason: 'the wrong meter' }), service.publish(KeyChangeIssued, answer)];
      }),
    );

    for (const { meter } of several) {
      await eventually(async () => expect(await changesOf(meter)).toMatchObject([{ state: 'cancelled' }]));
      expect(await meterOf(meter)).toMatchObject({ supplyGroupCode: '600100' });
    }
  });
});

describe('the set of a meter whose model is known', () => {
  const model = async (keyChangeTokens: 2 | 3 | 4) => {
    const modelCode = `KCT-${keyChangeTokens}`;
    const manufacturer = { manufacturerCode: '47', name: 'Meters & Sons' };
    const of = {
      name: 'A model',
      commodity: 'electricity',
      encryptionAlgorithms: ['EA07', 'EA11'],
      decoderKeyAlgorithms: ['DKGA02', 'DKGA04'],
    };
    await service.call('POST', '/v1/manufacturers', { as: ENGINEER, body: manufacturer });
    const body = { modelCode, manufacturerCode: '47', ...of, keyChangeTokens };
    const { status, text } = await service.call('POST', '/v1/meter-models', { as: ENGINEER, body });
    expect([201, 409], text).toContain(status);
    return modelCode;
  };
  const asked = async (id: unknown) =>
    (await storedEvents(service.owner, KeyChangeRequested)).find(({ data }) => data.requestId === id)!.data.includeSupplyGroup === true;

  it.each([
    ['EA07', 2, false],
    ['EA07', 3, true],
    ['EA11', 4, false],
  ] as const)('with %s and %i tokens is asked for with the supply group: %s', async (encryptionAlgorithm, tokens, supplyGroup) => {
    const meter = await service.meter({ modelCode: await model(tokens), encryptionAlgorithm });

    const { status, body } = await order(meter, { keyRevision: 2 });

    expect([status, await asked(body['keyChangeId'])]).toEqual([201, supplyGroup]);
  });

  it('is refused where the model takes fewer tokens than its key comes in; nothing is asked for, and it is sold to', async () => {
    const meter = await service.meter({ modelCode: await model(2), encryptionAlgorithm: 'EA11' });

    expect(await order(meter, { keyRevision: 2 })).toMatchObject({ status: 422, body: { code: 'vending.meter_model_unsuited' } });

    expect(await changesOf(meter)).toEqual([]);
    expect([201, 202]).toContain((await sell(meter)).status);
  });
});
