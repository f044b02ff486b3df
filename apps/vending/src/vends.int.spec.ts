import { TokenAccepted } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { eventually } from '@openprepay/testing/eventually';
import type { TestPrincipal } from '@openprepay/testing/identity';
import type { Answer } from '@openprepay/testing/start-service';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUSED_GROUP, SILENT_GROUP, startVendingService, type VendingService } from '../test/service.js';

const CLERK: TestPrincipal = { roles: ['clerk'] };
const OPERATOR: TestPrincipal = { roles: ['operator'] };

let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
});
afterAll(() => service.stop());

const sale = (meterNumber: string, amount = '100.00') => ({ meterNumber, tender: { amount, currency: 'KES' }, paymentMethod: 'cash' });
const sell = (meterNumber: string, key: string, options: { caller?: TestPrincipal; amount?: string } = {}): Promise<Answer> =>
  service.call('POST', '/v1/vends', {
    as: options.caller ?? CLERK,
    body: sale(meterNumber, options.amount),
    headers: { 'idempotency-key': key },
  });

async function newVendor(name: string, amount: string): Promise<TestPrincipal & { readonly vendorId: string }> {
  const { body } = await service.call('POST', '/v1/vendors', { as: OPERATOR, body: { name } });
  await service.call('POST', `/v1/vendors/${body.vendorId}/deposits`, {
    as: OPERATOR,
    body: { amount, currency: 'KES', reference: name },
  });
  return { roles: ['vendor'], vendorId: body.vendorId };
}

describe('POST /v1/vends', () => {
  it('answers with the token once the vault has issued it', async () => {
    const meter = await service.meter();

    const sold = await sell(meter, 'first-sale');

    expect(sold.status).toBe(201);
    expect(sold.body).toMatchObject({
      state: 'completed',
      meterNumber: meter,
      receiptNumber: expect.stringMatching(/^\d{10}$/),
      tender: { amount: '100.00', currency: 'KES' },
      paymentMethod: 'cash',
      units: { value: '100.0', unit: 'kWh' },
      lines: [{ kind: 'energy', code: 'energy', amount: '100.00', blocks: [{ units: '100.0', rate: '1' }] }],
      tokens: [{ token: expect.stringMatching(/^\d{20}$/), kind: 'credit', tid: expect.any(Number) }],
      tariff: { code: 'FLAT', version: 1 },
      delivery: { state: 'none' },
    });
    expect(sold.headers.get('location')).toBe(`/v1/vends/${sold.body.vendId}`);
    expect(sold.headers.get('idempotency-replayed')).toBeNull();
  });

  it('answers a repeat with the first outcome, and says that it is one', async () => {
    const meter = await service.meter();
    const first = await sell(meter, 'repeated');

    const repeats = await Promise.all([sell(meter, 'repeated'), sell(meter, 'repeated')]);

    for (const repeat of repeats) {
      expect({ status: repeat.status, body: repeat.body }).toEqual({ status: 201, body: first.body });
      expect(repeat.headers.get('idempotency-replayed')).toBe('true');
    }
    expect(await sell(meter, 'repeated', { amount: '5' })).toMatchObject({ status: 422, body: { code: 'vending.idempotency_key_reused' } });
  });

  it('answers a refusal of the vault with its code, again and again, and gives the float back', async () => {
    const vendor = await newVendor('refused', '100');
    const meter = await service.meter({ supplyGroupCode: REFUSED_GROUP });

    for (const _ of [1, 2]) {
      expect(await sell(meter, 'refused-key', { caller: vendor })).toMatchObject({
        status: 409,
        body: { code: 'vending.token_refused', detail: expect.stringContaining('key-management.supply_group_unknown') },
      });
    }
    const { body } = await service.call('GET', '/v1/vends?idempotencyKey=refused-key', { as: vendor });
    expect(body).toMatchObject({ state: 'failed', failure: { code: 'key-management.supply_group_unknown' } });
    expect((await service.call('GET', `/v1/vendors/${vendor.vendorId}`, { as: vendor })).body.floatBalance).toBe('100.00');
  });

  it('answers 202 with where to look while the vault is silent', async () => {
    const meter = await service.meter({ supplyGroupCode: SILENT_GROUP });

    const sold = await sell(meter, 'silent-key');

    expect(sold).toMatchObject({ status: 202, body: { state: 'awaiting-token' } });
    expect(sold.body.tokens).toBeUndefined();
    expect((await service.call('GET', sold.headers.get('location')!, { as: CLERK })).body).toEqual(sold.body);
  });

  it('refuses with a time to come back while an account is unknown, and sells once it is known', async () => {
    const meter = await service.meter({ accountNumber: 'LATE-1' });

    const early = await sell(meter, 'early-key');
    await service.publishAccount('LATE-1');
    const late = await eventually(async () => {
      const answer = await sell(meter, 'early-key');
      expect(answer.status).toBe(201);
      return answer;
    });

    expect(early).toMatchObject({ status: 409, body: { code: 'vending.pricing_unknown' } });
    expect(early.headers.get('retry-after')).toBe('2');
    expect(late.body.accountNumber).toBe('LATE-1');
  });

  it('takes a sale out of the vendor’s float, and refuses one that it does not cover', async () => {
    const vendor = await newVendor('small', '150.00');
    const meter = await service.meter();

    expect((await sell(meter, 'vendor-1', { caller: vendor })).body).toMatchObject({ state: 'completed', vendorId: vendor.vendorId });
    expect(await sell(meter, 'vendor-2', { caller: vendor })).toMatchObject({
      status: 409,
      body: { code: 'vending.vendor_float_insufficient' },
    });

    expect((await service.call('GET', '/v1/vendors', { as: vendor })).body.items).toMatchObject([
      { vendorId: vendor.vendorId, floatBalance: '50.00' },
    ]);
    expect(await service.call('GET', '/v1/vends?idempotencyKey=vendor-2', { as: vendor })).toMatchObject({
      status: 404,
      body: { code: 'vending.vend_not_found' },
    });
  });
});

describe('POST /v1/vends/quote', () => {
  it('tells lines, units and tariff, and sells nothing', async () => {
    const meter = await service.meter();

    const quote = await service.call('POST', '/v1/vends/quote', { as: CLERK, body: sale(meter, '12.30') });

    expect(quote).toMatchObject({
      status: 200,
      body: { units: { value: '12.3', unit: 'kWh' }, lines: [{ code: 'energy', amount: '12.30' }], tariff: { code: 'FLAT', version: 1 } },
    });
    expect((await service.call('GET', `/v1/vends?meterNumber=${meter}`, { as: CLERK })).body.items).toEqual([]);
  });

  it('is refused for a meter that can have no token any more, with the code of the sale', async () => {
    const meter = await service.meter({ baseDate: 1993 });

    expect(await service.call('POST', '/v1/vends/quote', { as: CLERK, body: sale(meter) })).toMatchObject({
      status: 409,
      body: { code: 'vending.token_refused' },
    });
  });
});

describe('GET /v1/vends', () => {
  it('pages a meter’s vends, newest first', async () => {
    const meter = await service.meter();
    const ids: string[] = [];
    for (const key of ['l1', 'l2', 'l3']) ids.unshift((await sell(meter, `${meter}-${key}`)).body.vendId);

    const first = (await service.call('GET', `/v1/vends?meterNumber=${meter}&limit=2`, { as: CLERK })).body;
    const second = (await service.call('GET', `/v1/vends?meterNumber=${meter}&limit=2&cursor=${first.nextCursor}`, { as: CLERK })).body;

    expect([...first.items, ...second.items].map(({ vendId }: { vendId: string }) => vendId)).toEqual(ids);
    expect(second.nextCursor).toBeUndefined();
    expect((await service.call('GET', `/v1/vends?meterNumber=${meter}&state=failed`, { as: CLERK })).body.items).toEqual([]);
  });

  it('shows a vendor its own vends only, by list, id, key and receipt', async () => {
    const [ours, theirs] = [await newVendor('ours', '100'), await newVendor('theirs', '100')];
    const meter = await service.meter();
    const { vendId } = (await sell(meter, 'mine-alone', { caller: ours })).body;

    expect((await service.call('GET', `/v1/vends?meterNumber=${meter}`, { as: ours })).body.items).toHaveLength(1);
    expect((await service.call('GET', `/v1/vends/${vendId}/receipt`, { as: ours })).status).toBe(200);
    expect((await service.call('GET', `/v1/vends?meterNumber=${meter}`, { as: theirs })).body.items).toEqual([]);
    for (const path of [`/v1/vends/${vendId}`, `/v1/vends/${vendId}/receipt`, '/v1/vends?idempotencyKey=mine-alone']) {
      expect([path, await service.call('GET', path, { as: theirs })]).toMatchObject([
        path,
        { status: 404, body: { code: 'vending.vend_not_found' } },
      ]);
    }
    expect(await service.call('GET', `/v1/vends?vendorId=${ours.vendorId}`, { as: theirs })).toMatchObject({
      status: 403,
      body: { code: 'vending.vendor_not_yours' },
    });
    expect(await service.call('GET', `/v1/vendors/${ours.vendorId}`, { as: theirs })).toMatchObject({ status: 403 });
  });

  it('shows what the meter said of the token', async () => {
    const meter = await service.meter();
    const { vendId } = (await sell(meter, 'delivered')).body;
    const acceptedAt = new Date('2026-11-22T10:00:00Z');

    await service.publish(TokenAccepted, {
      deliveryId: vendId,
      vendId,
      meterNumber: meter,
      meterPan: meterPan(meter),
      acceptedAt,
      creditRemaining: '57.3',
      alreadyCredited: false,
    });

    await eventually(async () => {
      const { body } = await service.call('GET', `/v1/vends/${vendId}`, { as: CLERK });
      expect(body.delivery).toEqual({ state: 'credited', at: acceptedAt.toISOString(), creditRemaining: '57.3' });
    });
  });

  it('prints the receipt of a completed vend, and of no other', async () => {
    const done = (await sell(await service.meter(), 'printed-key')).body;
    const silent = (await sell(await service.meter({ supplyGroupCode: SILENT_GROUP }), 'unprinted-key')).body;

    const receipt = await service.call('GET', `/v1/vends/${done.vendId}/receipt`, { as: CLERK });

    expect(receipt.headers.get('content-type')).toContain('text/plain');
    expect(receipt.body).toContain(`RECEIPT ${done.receiptNumber}`);
    expect(receipt.body.replaceAll(' ', '')).toContain(done.tokens[0].token);
    expect(await service.call('GET', `/v1/vends/${silent.vendId}/receipt`, { as: CLERK })).toMatchObject({
      status: 409,
      body: { code: 'vending.vend_not_completed' },
    });
  });
});

describe('a poison event', () => {
  it('is parked with its reason while sales of other meters go on', async () => {
    const meter = newMeterNumber();
    await service.publish(TokenAccepted, {
      deliveryId: '019ab000-0000-7000-8000-000000000001',
      vendId: '019ab000-0000-7000-8000-000000000002',
      meterNumber: meter,
      meterPan: meterPan(meter),
      acceptedAt: new Date(),
      alreadyCredited: false,
    });

    const parked = await eventually(async () => {
      const { body } = await service.call('GET', '/v1/parked-messages', { as: OPERATOR });
      expect(body.items).toHaveLength(1);
      return body.items[0];
    });

    expect(parked).toMatchObject({ code: 'vending.vend_not_found', group: 'vending.deliveries' });
    expect((await sell(await service.meter(), 'after-poison')).status).toBe(201);
  });
});
