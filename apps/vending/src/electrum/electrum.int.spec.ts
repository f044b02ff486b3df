import { randomUUID } from 'node:crypto';
import { AccountPricingChanged, TariffPublished } from '@openprepay/contracts/billing';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { newMeterNumber } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';

const OPERATOR: TestPrincipal = { roles: ['operator'] };

let service: VendingService;
let client: Awaited<ReturnType<typeof startClient>>;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  client = await startClient('100000.00');
});
afterAll(() => service.stop());

/** A vendor with a float, and a terminal of it that speaks Electrum's interface. */
async function startClient(float: string) {
  const post = async (path: string, body: unknown) => (await service.call('POST', path, { as: OPERATOR, body })).body;
  const { vendorId } = await post('/v1/vendors', { name: randomUUID() });
  await post(`/v1/vendors/${vendorId}/deposits`, { amount: float, currency: 'KES', reference: `bank ${vendorId}` });
  const { outletId } = await post(`/v1/vendors/${vendorId}/outlets`, { name: 'Bank' });
  const { terminalId, secret } = await post(`/v1/outlets/${outletId}/terminals`, { name: 'Till' });
  const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const send = async (path: string, body: object, authorization = basic(terminalId, secret)) => {
    const answer = await fetch(`${service.service.url}/v1/prepaidutility/v3/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> & { tokens: { token: string }[] } };
  };
  const transaction = (id: string) => ({
    id,
    time: '2026-11-10T08:00:00.000Z',
    originator: { institution: { id: '1', name: 'Bank' }, terminalId: 'T1', merchant: { merchantId: 'M1' } },
    client: { id: '001', name: 'Client' },
    settlementEntity: { id: '2', name: 'S' },
    receiver: { id: '3', name: 'R' },
    thirdPartyIdentifiers: [{ institutionId: '1', transactionIdentifier: 'ref-1' }],
  });
  const purchase = (meterId: string, id: string, amount: number | string = 10_000) => ({
    ...transaction(id),
    meter: { meterId },
    purchaseAmount: { amount, currency: '404' },
  });
  const advice = (id: string, requestId: string) => ({ id, requestId, time: '2026-11-10T08:01:00.000Z', thirdPartyIdentifiers: [] });
  return {
    vendor: { roles: ['vendor'], vendorId } satisfies TestPrincipal,
    basic,
    terminalId: terminalId as string,
    send,
    transaction,
    purchase,
    buy: (meterId: string, id: string, amount?: number | string) => send(`tokenPurchases/${id}`, purchase(meterId, id, amount)),
    retry: (meterId: string, original: string, amount?: number) => {
      const id = randomUUID();
      return send(`tokenPurchases/${original}/retry`, purchase(meterId, id, amount));
    },
    advise: (kind: 'confirmations' | 'reversals', original: string, id: string = randomUUID()) =>
      send(`tokenPurchases/${original}/${kind}/${id}`, advice(id, original)),
  };
}

const vendsOf = async (meterNumber: string) =>
  (await service.call('GET', `/v1/vends?meterNumber=${meterNumber}`, { as: client.vendor })).body.items;

describe('a client of Electrum’s interface', () => {
  it('buys the sale that REST would have sold, and hears its own message again', async () => {
    const meterNumber = await service.meter();
    const id = randomUUID();
    const { status, body } = await client.buy(meterNumber, id, '10000');

    const [vend] = await vendsOf(meterNumber);
    expect(vend).toMatchObject({
      state: 'completed',
      tender: { amount: '100.00', currency: 'KES' },
      soldBy: `terminal ${client.terminalId}`,
    });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        ...client.transaction(id),
        meter: { meterId: meterNumber, supplyGroupCode: '600100', keyRevisionNum: '1', tokenTechCode: '02', algorithmCode: '11' },
        purchaseTotal: { amount: 10_000, currency: '404' },
        tokens: [{ tokenType: 'STD', units: 100, token: vend.tokens[0].token, receiptNum: vend.receiptNumber, amount: { amount: 10_000 } }],
        vatInvoiceNumber: vend.receiptNumber,
      },
    });
    expect(await client.advise('confirmations', id)).toMatchObject({ status: 202 });
  });

  it('makes one sale of a purchase, however often it is retried, and REST’s key finds it', async () => {
    const meterNumber = await service.meter();
    const id = randomUUID();
    const first = await client.buy(meterNumber, id);

    const again = await client.buy(meterNumber, id);
    const retries = await Promise.all([client.retry(meterNumber, id), client.retry(meterNumber, id)]);

    expect(again).toMatchObject({ status: 400, body: { errorType: 'DUPLICATE_RECORD', requestType: 'TOKEN_PURCHASE_REQUEST', id } });
    for (const { status, body } of retries) expect([status, body.tokens]).toEqual([201, first.body.tokens]);
    expect(await vendsOf(meterNumber)).toHaveLength(1);
    const found = await service.call('GET', `/v1/vends?idempotencyKey=electrum:${id}`, { as: client.vendor });
    expect(found.body.tokens[0].token).toBe(first.body.tokens[0]?.token);
  });

  it('is told that the outcome is not known while there is no token, and keeps the sale', async () => {
    const meterNumber = await service.meter({ supplyGroupCode: SILENT_GROUP });
    const id = randomUUID();

    expect(await client.buy(meterNumber, id)).toMatchObject({ status: 504, body: { errorType: 'OUTCOME_UNKNOWN' } });
    expect(await client.retry(meterNumber, id)).toMatchObject({ status: 504 });
    expect(await client.advise('reversals', id)).toMatchObject({ status: 504 });
    expect(await vendsOf(meterNumber)).toHaveLength(1);
  });

  it('takes a sale back where the policy lets it, once, and is refused where it does not', async () => {
    const meterNumber = await service.meter();
    const [kept, back] = [randomUUID(), randomUUID()];
    const policy = (body: object) => service.call('PUT', '/v1/policies/reversals', { as: { roles: ['admin'] }, body });
    expect((await policy({ mode: 'never', approval: false })).status).toBe(200);
    await client.buy(meterNumber, kept);
    const refused = await client.advise('reversals', kept);
    expect((await policy({ mode: 'until-delivered', approval: false })).status).toBe(200);
    await client.buy(meterNumber, back);
    const adviceId = randomUUID();

    const reversed = await client.advise('reversals', back, adviceId);

    expect(refused).toMatchObject({
      status: 400,
      body: { errorType: 'TRANSACTION_DECLINED', requestType: 'REVERSAL_ADVICE', originalId: kept },
    });
    expect(reversed).toMatchObject({ status: 202, body: { id: adviceId, requestId: back } });
    expect((await client.advise('reversals', back, adviceId)).status).toBe(202);
    expect((await vendsOf(meterNumber)).map(({ state }: { state: string }) => state)).toEqual(['reversed', 'completed']);
    expect(await client.retry(meterNumber, back)).toMatchObject({ status: 400 });
  });

  it('whose reversal is of a purchase that sold nothing is sure that it never will', async () => {
    const unknown = randomUUID();
    await client.buy(newMeterNumber(), unknown);

    expect((await client.advise('reversals', unknown)).status).toBe(202);
    const found = await service.call('GET', `/v1/vends?idempotencyKey=electrum:${unknown}`, { as: client.vendor });
    expect(found.status).toBe(404);
    expect(await client.advise('confirmations', unknown)).toMatchObject({ status: 404 });
  });

  it('whose reversal came before it sells nothing when it comes', async () => {
    const meterNumber = await service.meter();
    const late = randomUUID();

    expect((await client.advise('reversals', late)).status).toBe(404);
    expect((await client.buy(meterNumber, late)).status).toBe(400);
    expect(await vendsOf(meterNumber)).toEqual([]);
  });

  it.each([
    ['another secret', { authorization: 'wrong' }],
    ['no credential', { authorization: '' }],
  ])('is refused with %s, and sells nothing', async (_what, { authorization }) => {
    const meterNumber = await service.meter();
    const id = randomUUID();
    const header = authorization && client.basic(client.terminalId, authorization);

    expect(await client.send(`tokenPurchases/${id}`, client.purchase(meterNumber, id), header)).toMatchObject({
      status: 401,
      body: { errorType: 'INVALID_MERCHANT' },
    });
    expect(await vendsOf(meterNumber)).toEqual([]);
  });

  it('hears what is wrong in the interface’s words', async () => {
    const meterNumber = await service.meter();
    const [id, other] = [randomUUID(), randomUUID()];
    const refusal = async (path: string, body: object) => {
      const answer = await client.send(path, body);
      return [answer.status, answer.body['errorType']];
    };

    expect(await refusal(`tokenPurchases/${id}`, client.purchase(meterNumber, other))).toEqual([400, 'FORMAT_ERROR']);
    expect(await refusal(`tokenPurchases/${id}`, { id })).toEqual([400, 'FORMAT_ERROR']);
    expect(await refusal(`tokenPurchases/${id}`, client.purchase(meterNumber, id, -5))).toEqual([400, 'FORMAT_ERROR']);
    expect(await refusal(`meterLookups/${id}`, { ...client.transaction(id), meter: { meterId: '9999' } })).toEqual([
      400,
      'UNKNOWN_METER_ID',
    ]);
    expect(await refusal(`tokenPurchases/${other}`, client.purchase(meterNumber, other, 100_000_000))).toEqual([400, 'INSUFFICIENT_FUNDS']);
    expect(await refusal(`keyChangeTokenRequests/${id}`, { ...client.transaction(id), meter: { meterId: meterNumber } })).toEqual([
      400,
      'TRANSACTION_DECLINED',
    ]);
    const never = randomUUID();
    expect(await client.advise('confirmations', never)).toMatchObject({ status: 404, body: { errorType: 'UNABLE_TO_LOCATE_RECORD' } });
    expect(await client.advise('reversals', never)).toMatchObject({ status: 404 });
    expect(await client.retry(meterNumber, never)).toMatchObject({ status: 404 });
  });

  it('looks a meter up, tries a sale, reprints the last one and reports a fault', async () => {
    const meterNumber = await service.meter();
    const bought = randomUUID();
    const ask = (path: string, more: object = {}) => {
      const id = randomUUID();
      return client.send(path.replace('*', id), { ...client.transaction(id), meter: { meterId: meterNumber }, ...more });
    };
    expect(await ask('meterLookups/*')).toMatchObject({
      status: 201,
      body: { meter: { meterId: meterNumber }, utility: { name: 'acme' }, minAmount: { amount: 0, currency: '404' } },
    });
    expect(await ask('tokenReprints/*')).toMatchObject({ status: 404 });
    const trial = await ask('tokenPurchases/*/trial', { purchaseAmount: { amount: 5_000, currency: 'KES' } });
    expect(trial).toMatchObject({ status: 200, body: { purchaseTotal: { amount: 5_000 } } });
    expect(trial.body.tokens).toBeUndefined();
    const { body } = await client.buy(meterNumber, bought);

    for (const more of [{}, { originalRef: bought }]) expect((await ask('tokenReprints/*', more)).body.tokens).toEqual(body.tokens);
    expect(await ask('faultReports/*', { faultType: 'KeepsTripping' })).toMatchObject({
      status: 201,
      body: { reference: expect.any(String) },
    });
    const { body: reports } = await service.call('GET', `/v1/fault-reports?meterNumber=${meterNumber}`, { as: OPERATOR });
    expect(reports.items).toMatchObject([{ kind: 'KeepsTripping', door: 'electrum', vendorId: client.vendor.vendorId }]);
    expect((await client.send('events/tokenPurchases', {})).status).toBe(202);
  });

  it('has the free token of the month by a purchase of nothing, once, where a lookup says that it is due', async () => {
    const at = new Date('2026-01-02T00:00:00Z');
    const document = flatTariff({ tariffCode: 'FREE', freeUnits: { amount: '50', per: 'month' } });
    await service.publish(TariffPublished, { tariffCode: 'FREE', version: 1, document, publishedAt: at });
    const accountNumber = `FREE-${randomUUID().slice(0, 8)}`;
    const pricing = { accountNumber, revision: 1, currency: 'KES', tariffCode: 'FREE', debts: [], changedAt: at };
    await service.publish(AccountPricingChanged, pricing);
    const meterNumber = await service.meter({ accountNumber });
    const isDue = async (): Promise<unknown> => {
      const id = randomUUID();
      return (await client.send(`meterLookups/${id}`, { ...client.transaction(id), meter: { meterId: meterNumber } })).body['bsstDue'];
    };
    await eventually(async () => expect(await isDue()).toBe(true));
    const tried = (trialId: string) => client.send(`tokenPurchases/${trialId}/trial`, client.purchase(meterNumber, trialId, 0));
    const trial = await tried(randomUUID());
    expect(trial).toMatchObject({
      status: 200,
      body: { purchaseTotal: { amount: 0 }, taxTotal: { amount: 0 }, meter: { meterId: meterNumber } },
    });
    expect([trial.body.tokens, await vendsOf(meterNumber)]).toEqual([undefined, []]);
    const id = randomUUID();

    const { status, body } = await client.buy(meterNumber, id, 0);

    const [vend, ...others] = await vendsOf(meterNumber);
    expect(others).toEqual([]);
    expect({ status, tokens: body.tokens }).toMatchObject({
      status: 201,
      tokens: [{ tokenType: 'BSST', units: 50, amount: { amount: 0 }, token: vend.tokens[0].token }],
    });
    expect((await client.retry(meterNumber, id, 0)).body.tokens).toEqual(body.tokens);
    expect(await isDue()).toBe(false);
    for (const again of [await client.buy(meterNumber, randomUUID(), 0), await tried(randomUUID())])
      expect(again).toMatchObject({ status: 400, body: { errorType: 'NO_FREE_UNITS_DUE' } });
    expect(await vendsOf(meterNumber)).toHaveLength(1);
  });
});
