import { randomUUID } from 'node:crypto';
import { newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '@openprepay/contracts/identity';
import { startVendingService, type VendingService } from '../test/service.js';

let service: VendingService;
let meterNumber: string;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  meterNumber = await service.meter();
});
afterAll(() => service.stop());

const good = () => ({ meterNumber, tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.call('POST', path, { as: { roles: ['clerk', 'engineer', 'operator'] }, body, headers });
const meterBody = (changes: Record<string, unknown> = {}) => {
  const { keyData, accountNumber: _none, ...meter } = newMeter();
  return { ...meter, ...keyData, ...changes };
};

describe('a sale that cannot be meant', () => {
  it.each<[string, string | readonly [] | Record<string, unknown>, string]>([
    ['no body', '', 'request.invalid'],
    ['no JSON', '{"meterNumber":', 'request.invalid'],
    ['null', 'null', 'request.invalid'],
    ['an array', [], 'request.invalid'],
    ['an unknown field', { discount: '100' }, 'request.invalid'],
    ['a float as amount', { tender: { amount: 100.5, currency: 'KES' } }, 'request.invalid'],
    ['an unknown payment method', { paymentMethod: 'shells' }, 'request.invalid'],
    ['a currency in small letters', { tender: { amount: '1', currency: 'kes' } }, 'request.invalid'],
    ['a vendor id that is none', { vendorId: "' OR 1=1" }, 'request.invalid'],
    ['a meter number of 10 000 digits', { meterNumber: '1'.repeat(10_000) }, 'request.invalid'],
    ['an amount of 10 000 digits', { tender: { amount: '1'.repeat(10_000), currency: 'KES' } }, 'request.invalid'],
    ['a NUL character', { meterNumber: `${'0'.repeat(10)}\0` }, 'request.invalid'],
    ['an amount of 40 digits', { tender: { amount: '9'.repeat(40), currency: 'KES' } }, 'vending.amount_invalid'],
    ['NaN', { tender: { amount: 'NaN', currency: 'KES' } }, 'vending.amount_invalid'],
    ['a negative amount', { tender: { amount: '-5', currency: 'KES' } }, 'vending.amount_invalid'],
    ['nothing', { tender: { amount: '0.00', currency: 'KES' } }, 'vending.amount_invalid'],
    ['digits of another script', { tender: { amount: '١٠٠', currency: 'KES' } }, 'vending.amount_invalid'],
    ['half a cent', { tender: { amount: '1.005', currency: 'KES' } }, 'vending.amount_invalid'],
    ['another currency', { tender: { amount: '1', currency: 'USD' } }, 'vending.currency_mismatch'],
    ['a currency that there is not', { tender: { amount: '1', currency: 'XQZ' } }, 'vending.currency_mismatch'],
    ['more than a token holds', { tender: { amount: '9'.repeat(13), currency: 'KES' } }, 'vending.tender_above_maximum'],
    ['a meter that there is not', { meterNumber: newMeterNumber() }, 'vending.meter_unknown'],
    ['letters for a meter', { meterNumber: 'DROP TABLE vend' }, 'vending.meter_number_invalid'],
  ])('%s is refused with a code, by sale and by quote, and sells nothing', async (_what, changes, code) => {
    const body = typeof changes === 'string' || Array.isArray(changes) ? changes : { ...good(), ...changes };
    const key = randomUUID();
    for (const path of ['/v1/vends', '/v1/vends/quote']) {
      const answer = await post(path, body, { 'idempotency-key': key });
      expect([path, answer.status < 500, answer.body.code]).toEqual([path, true, code]);
    }
    expect((await service.call('GET', `/v1/vends?idempotencyKey=${key}`, { as: { roles: ['clerk'] } })).status).toBe(404);
  });

  it('needs a key that can be kept', async () => {
    expect((await post('/v1/vends', good())).body.code).toBe('vending.idempotency_key_required');
    expect((await post('/v1/vends', good(), { 'idempotency-key': 'k'.repeat(129) })).body.code).toBe('vending.idempotency_key_invalid');
    expect((await post('/v1/vends', good(), { 'idempotency-key': '0000017' })).body.code).toBe('vending.idempotency_key_invalid');
    expect((await post('/v1/vends', good(), { 'idempotency-key': 'caf\u00e9' })).body.code).toBe('vending.idempotency_key_invalid');
  });

  it.each([
    '/v1/vends/not-a-uuid',
    '/v1/vends?cursor=AAAA',
    '/v1/vends?limit=501',
    '/v1/vends?limit=NaN',
    '/v1/meters?cursor=%00',
    '/v1/meters/12345',
    '/v1/vendors?limit=0',
  ])('GET %s is refused with a 400', async (path) => {
    const answer = await service.call('GET', path, { as: { roles: ['operator'] } });
    expect([answer.status, typeof answer.body.code]).toEqual([400, 'string']);
  });
});

describe('a query that nobody asked for', () => {
  it.each([
    '/v1/vends?meter=07000000021',
    '/v1/vends?offset=10',
    '/v1/meters?vendorId=1',
    '/v1/vendors?name=x',
    '/v1/meters/07000000021?x=',
  ])('GET %s is refused: a misspelt filter would show too much', async (path) => {
    expect(await service.call('GET', path, { as: { roles: ['operator'] } })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    });
  });
});

describe('a meter that cannot be', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a wrong check digit', { meterNumber: '07000000011' }, 'vending.meter_number_invalid'],
    ['a supply group of 5 digits', { supplyGroupCode: '12345' }, 'request.invalid'],
    ['key revision 0', { keyRevision: 0 }, 'request.invalid'],
    ['base date 2000', { baseDate: 2000 }, 'request.invalid'],
    ['a 64-bit key for a 128-bit cipher', { decoderKeyAlgorithm: 'DKGA02' }, 'vending.meter_algorithms_mismatch'],
    ['an account of 41 letters', { accountNumber: 'a'.repeat(41) }, 'request.invalid'],
  ])('%s is refused with a code', async (_what, changes, code) => {
    expect((await post('/v1/meters', meterBody(changes))).body.code).toBe(code);
  });

  it('is refused twice as the same meter, and unchanged by an empty change', async () => {
    const body = meterBody();
    expect((await post('/v1/meters', body)).status).toBe(201);
    expect(await post('/v1/meters', body)).toMatchObject({ status: 409, body: { code: 'vending.meter_exists' } });
    const patched = await service.call('PATCH', `/v1/meters/${body.meterNumber}`, { as: { roles: ['engineer'] }, body: {} });
    expect(patched).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

describe('who may do what', () => {
  const anything = '019ab000-0000-7000-8000-000000000001';
  const calls: readonly (readonly [string, string, readonly Role[]])[] = [
    ['POST', '/v1/vends', ['vendor', 'operator', 'clerk', 'admin']],
    ['POST', '/v1/vends/quote', ['vendor', 'operator', 'clerk', 'admin']],
    ['POST', '/v1/vends/free-basic', ['vendor', 'operator', 'clerk', 'admin']],
    ['POST', '/v1/vends/free-issue', ['engineer', 'admin']],
    ['GET', '/v1/free-issues', ['engineer', 'operator', 'admin', 'auditor']],
    ['POST', `/v1/free-issues/${anything}/approve`, ['engineer']],
    ['POST', `/v1/free-issues/${anything}/refuse`, ['engineer', 'admin']],
    ['GET', '/v1/policies/free-issue', ['engineer', 'operator', 'admin', 'auditor']],
    ['PUT', '/v1/policies/free-issue', ['admin']],
    ['GET', '/v1/vends', ['vendor', 'operator', 'clerk', 'engineer', 'admin', 'auditor']],
    ['GET', `/v1/vends/${anything}`, ['vendor', 'operator', 'clerk', 'engineer', 'admin', 'auditor']],
    ['GET', `/v1/vends/${anything}/receipt`, ['vendor', 'operator', 'clerk', 'admin', 'auditor']],
    ['POST', `/v1/vends/${anything}/cancel`, ['operator', 'admin']],
    ['POST', `/v1/vends/${anything}/reprint`, ['vendor', 'operator', 'clerk', 'engineer', 'admin']],
    ['POST', `/v1/vends/${anything}/reversal`, ['vendor', 'operator', 'clerk', 'admin']],
    ['GET', '/v1/reversals', ['operator', 'clerk', 'admin', 'auditor']],
    ['POST', `/v1/reversals/${anything}/approve`, ['operator']],
    ['POST', `/v1/reversals/${anything}/refuse`, ['operator', 'clerk', 'admin']],
    ['GET', '/v1/policies/reversals', ['operator', 'clerk', 'admin', 'auditor']],
    ['PUT', '/v1/policies/reversals', ['operator', 'admin']],
    ['POST', '/v1/meters', ['engineer', 'operator', 'admin']],
    ['GET', '/v1/meters', ['engineer', 'operator', 'clerk', 'admin', 'auditor']],
    ['GET', `/v1/meters/${anything}`, ['vendor', 'engineer', 'operator', 'clerk', 'admin', 'auditor']],
    ['PATCH', `/v1/meters/${anything}`, ['engineer', 'admin']],
    ['POST', `/v1/meters/${anything}/replacement`, ['engineer', 'admin']],
    ['POST', '/v1/vendors', ['operator', 'admin']],
    ['GET', '/v1/vendors', ['vendor', 'operator', 'clerk', 'admin', 'auditor']],
    ['POST', `/v1/vendors/${anything}/deposits`, ['operator', 'clerk', 'admin']],
    ['GET', `/v1/vendors/${anything}/movements`, ['vendor', 'operator', 'clerk', 'admin', 'auditor']],
    ['PUT', `/v1/vendors/${anything}/float-limit`, ['operator', 'admin']],
    ['GET', '/v1/policies/vendors', ['operator', 'clerk', 'admin', 'auditor']],
    ['PUT', '/v1/policies/vendors', ['operator', 'admin']],
    ['GET', '/v1/vendor-changes', ['operator', 'clerk', 'admin', 'auditor']],
    ['POST', `/v1/vendor-changes/${anything}/approve`, ['operator']],
    ['POST', `/v1/vendor-changes/${anything}/refuse`, ['operator', 'clerk', 'admin']],
  ];
  const everyRole: readonly Role[] = ['admin', 'custodian', 'engineer', 'operator', 'clerk', 'vendor', 'auditor'];

  it.each(calls)('%s %s', async (method, path, allowed) => {
    const passed: Role[] = [];
    for (const role of everyRole) {
      const caller = { roles: [role], ...(role === 'vendor' ? { vendorId: anything } : {}) };
      const { body } = await service.call(method, path, { as: caller, body: method === 'GET' ? undefined : {} });
      if (body.code !== 'auth.forbidden') passed.push(role);
    }
    expect(passed.toSorted()).toEqual(allowed.toSorted());
    expect((await service.call(method, path, { body: method === 'GET' ? undefined : {} })).body.code).toBe('auth.unauthenticated');
  });
});
