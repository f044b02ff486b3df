import { randomUUID } from 'node:crypto';
import { SignJWT, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoKeyData } from '@openprepay/standalone/demo-fleet';
import { postJson, request, type Reply } from './fetch-json.js';
import { PASSWORD, Platform } from './platform.js';

let platform: Platform;
const tokens = new Map<string, string>();

beforeAll(async () => {
  platform = await Platform.start({ meters: 2, simulate: false });
  for (const username of ['admin', 'vendor', 'auditor', 'custodian1', 'clerk', 'operator']) {
    tokens.set(username, (await platform.as(username)).accessToken);
  }
});
afterAll(() => platform?.stop());

const bearer = (username: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${tokens.get(username) ?? ''}` });

const vend = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  postJson(`${platform.url}/api/vending/v1/vends`, body, { ...bearer('vendor'), 'idempotency-key': randomUUID(), ...headers });

const sale = (over: object = {}): object => ({
  meterNumber: platform.meter(0).meterNumber,
  tender: { amount: '100.00', currency: 'KES' },
  paymentMethod: 'cash',
  ...over,
});

/** A typed refusal: a 4xx problem with a stable code. */
function expectRefused({ status, body, contentType }: Reply): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(contentType).toContain('application/problem+json');
  expect(body['code']).toMatch(/^[a-z][a-z-]*\.[a-z0-9_]+$/);
  expect(body['status']).toBe(status);
}

describe('the door of vends', () => {
  it.each([
    ['a wrong check digit', { meterNumber: '00100000011' }],
    ['an unknown meter', { meterNumber: '01234567890' }],
    ['a meter number that is none', { meterNumber: 'DROP TABLE meter' }],
    ['a meter number with NUL', { meterNumber: '0010000\u0000001' }],
    ['a negative amount', { tender: { amount: '-100.00', currency: 'KES' } }],
    ['a zero amount', { tender: { amount: '0.00', currency: 'KES' } }],
    ['NaN', { tender: { amount: 'NaN', currency: 'KES' } }],
    ['Infinity', { tender: { amount: 'Infinity', currency: 'KES' } }],
    ['an exponent', { tender: { amount: '1e5', currency: 'KES' } }],
    ['a JSON number', { tender: { amount: 100, currency: 'KES' } }],
    ['a 40-digit amount', { tender: { amount: '9'.repeat(40), currency: 'KES' } }],
    ['too many decimals', { tender: { amount: '100.001', currency: 'KES' } }],
    ['another currency', { tender: { amount: '100.00', currency: 'EUR' } }],
    ['no currency of this world', { tender: { amount: '100.00', currency: 'XQX' } }],
    ['no tender', { tender: undefined }],
    ['a tender that is a list', { tender: [] }],
    ['an unknown field', { discount: '50' }],
    ['an unknown way to pay', { paymentMethod: 'barter' }],
  ])('refuses %s with a code', async (_name, over) => {
    expectRefused(await vend(sale(over)));
  });

  it.each([
    ['no idempotency key', ''],
    ['an endless idempotency key', 'k'.repeat(5_000)],
  ])('refuses %s', async (_name, key) => {
    expectRefused(await vend(sale(), { 'idempotency-key': key }));
  });

  it.each([
    ['no JSON', 'this is not JSON'],
    ['half JSON', '{"meterNumber":'],
    ['a bare null', 'null'],
    ['a list', '[]'],
    ['a prototype', '{"__proto__":{"admin":true},"meterNumber":"1"}'],
    ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['two megabytes', JSON.stringify({ meterNumber: 'x'.repeat(2_000_000) })],
  ])('refuses a body that is %s', async (_name, body) => {
    expectRefused(await vend(body));
  });

  it('refuses another content type', async () => {
    expectRefused(await vend('<vend/>', { 'content-type': 'application/xml' }));
  });
});

describe('sign-in and roles', () => {
  it.each([
    ['a wrong password', { username: 'vendor', password: 'wrong-password' }],
    ['an unknown user', { username: 'nobody-of-this-name', password: 'wrong-password' }],
    ['no password', { username: 'vendor' }],
    ['a password of another kind', { username: 'vendor', password: { $ne: '' } }],
    ['an endless password', { username: 'vendor', password: 'p'.repeat(100_000) }],
  ])('refuses %s', async (_name, body) => {
    expectRefused(await postJson(`${platform.url}/api/auth/token`, body));
  });

  it('refuses a token that someone else signed, one that has expired, and one without a signature', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const claims = { username: 'admin', utility: 'demo', currency: 'KES', timeZone: 'UTC', roles: ['admin'], platform: true };
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject('admin')
      .setIssuer('openprepay')
      .setAudience('openprepay')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode({ ...claims, sub: 'admin', iss: 'openprepay', exp: 4_102_444_800 })}.`;
    const [header, payload, signature] = (tokens.get('admin') ?? '').split('.');
    const parsed = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    const lengthened = `${header}.${encode({ ...parsed, exp: 4_102_444_800, roles: ['admin', 'custodian'] })}.${signature}`;

    for (const token of [forged, unsigned, lengthened, 'x.y.z', '']) {
      for (const path of [
        '/api/vending/v1/vends',
        '/api/billing/v1/trial-balance',
        '/api/key-management/v1/audit-log',
        '/api/auth/users',
      ]) {
        const reply = await request(`${platform.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
        expectRefused(reply);
        expect(reply.status, path).toBe(401);
      }
    }
  });

  it.each([
    ['vendor', '/api/billing/v1/tariffs', {}],
    ['vendor', '/api/key-management/v1/supply-groups', { supplyGroupCode: '111111', name: 'x' }],
    ['auditor', '/api/vending/v1/vends', {}],
    ['clerk', '/api/key-management/v1/supply-groups/600100/vending-keys', {}],
    ['operator', '/api/auth/users', { username: 'mallory', password: 'mallory-mallory', roles: ['admin'] }],
    ['custodian1', '/api/vending/v1/vends', {}],
  ])('refuses %s on %s', async (username, path, body) => {
    const reply = await postJson(`${platform.url}${path}`, body, { ...bearer(username), 'idempotency-key': 'a-longer-key' });
    expectRefused(reply);
    expect(reply.status).toBe(403);
  });

  it('lets no administrator enter a key component', async () => {
    const reply = await postJson(
      `${platform.url}/api/key-management/v1/vending-keys/${randomUUID()}/components`,
      { component: '00'.repeat(20) },
      bearer('admin'),
    );
    expect(reply).toMatchObject({ status: 403 });
  });
});

describe('other doors', () => {
  it.each([
    [
      'a meter with a wrong check digit',
      '/api/vending/v1/meters',
      { meterNumber: '00100000011', ...demoKeyData, commodity: 'electricity' },
    ],
    ['a tariff with an unknown field', '/api/billing/v1/tariffs', { tariffCode: 'X', surprise: true }],
    ['a tariff in a currency of no country', '/api/billing/v1/tariffs', { tariffCode: 'X', commodity: 'electricity', currency: 'XQX' }],
    ['an account without a name', '/api/billing/v1/accounts', { accountNumber: 'A-1' }],
    ['a user with a role of no one', '/api/auth/users', { username: 'eve', password: 'long-enough-password', roles: ['root'] }],
    [
      'a utility of an existing code',
      '/api/auth/utilities',
      { code: 'demo', name: 'x', currency: 'KES', timeZone: 'UTC', username: 'someone-else', password: PASSWORD },
    ],
  ])('refuses %s', async (_name, path, body) => {
    expectRefused(await postJson(`${platform.url}${path}`, body, bearer('admin')));
  });

  it.each([
    '/api/vending/v1/vends?limit=100000',
    '/api/vending/v1/vends?cursor=garbage',
    '/api/billing/v1/accounts?cursor=eyJ4IjoxfQ',
    '/api/vending/v1/vends/not-a-uuid',
    '/api/telemetry/v1/meters/%00/readings?register=1-0:1.8.0',
    '/api/telemetry/v1/meters/00100000017/readings?register=not-obis',
    '/api/nowhere/v1/x',
    '/api/vending/health',
    '/api/vending/metrics',
    '/api/telemetry/mqtt/auth',
    '/api/vending/v1/../../metrics',
    '/api/vending/v1/%2e%2e/%2e%2e/metrics',
    '/api/vending/v2/vends',
  ])('refuses GET %s', async (path) => {
    expectRefused(await request(`${platform.url}${path}`, { headers: bearer('admin') }));
  });

  it('tells of a meter that sold nothing that it is safe to try again', async () => {
    const reply = await request(`${platform.url}/api/vending/v1/vends?idempotencyKey=never-used`, { headers: bearer('vendor') });

    expect(reply).toMatchObject({ status: 404, body: { code: 'vending.vend_not_found' } });
  });
});
