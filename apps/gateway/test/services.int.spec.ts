import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestIdentity, type TestIdentity } from '@openprepay/testing/identity';
import { freePort } from '@openprepay/pace/free-ports';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thingsService } from './behind-gateway.js';
import { ADMIN, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

let gateway: GatewayUnderTest;
let things: ServiceUnderTest;
let strangers: TestIdentity;
let root: string;

beforeAll(async () => {
  // The gateway must know the service's address and the service the gateway's: one of them is told before it exists.
  const port = await freePort();
  gateway = await startGatewayUnderTest({ VENDING_URL: `http://127.0.0.1:${port}` });
  things = await startService(thingsService, { env: { PORT: `${port}`, JWKS_URL: `${gateway.service.url}/api/auth/jwks.json` } });
  strangers = await createTestIdentity();
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
});
afterAll(async () => {
  await things.stop();
  await gateway.stop();
  await strangers.stop();
});

const THINGS = '/api/vending/v1/things';

describe('a service behind the gateway', () => {
  it('knows the caller by the gateway’s token, whole', async () => {
    expect(await (await gateway.call(THINGS, { token: root })).json()).toMatchObject({
      username: ADMIN.username,
      utility: 'main',
      roles: ['admin'],
      platform: true,
    });
  });

  it('refuses no token, another issuer’s, a changed one and an expired one itself', async () => {
    const [header, payload, signature] = root.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const changed = `${header}.${Buffer.from(JSON.stringify({ ...claims, utility: 'other' })).toString('base64url')}.${signature}`;
    const foreign = await strangers.tokenFor({ roles: ['admin'] });
    const expired = await strangers.tokenFor({ roles: ['admin'], expiresInS: -100 });

    expect(await problemOf(await gateway.call(THINGS))).toEqual(problem(401, 'auth.unauthenticated'));
    for (const token of [changed, foreign, expired])
      expect(await problemOf(await gateway.call(THINGS, { token }))).toEqual(problem(401, 'auth.unauthenticated'));
  });

  it('refuses a role that is too low', async () => {
    const username = `v-${randomUUID().slice(0, 8)}`;
    await gateway.call('/api/auth/users', { method: 'POST', token: root, body: { username, password: 'long-enough', roles: ['vendor'] } });
    const vendor = await gateway.signIn(username, 'long-enough');

    expect(await problemOf(await gateway.call(THINGS, { token: vendor }))).toEqual(problem(403, 'auth.forbidden'));
  });

  it('says what is wrong with a body in its own words, also with one too large', async () => {
    const post = (body: string): Promise<Response> => gateway.call(THINGS, { method: 'POST', token: root, body });

    expect(await (await post('{"text":"abc"}')).json()).toEqual({ length: 3 });
    expect(await problemOf(await post('{"text":'))).toEqual(problem(400, 'request.invalid'));
    expect(await problemOf(await post(JSON.stringify({ text: 'x'.repeat(1_100_000) })))).toEqual(problem(413, 'request.body_too_large'));
    expect(await problemOf(await post(JSON.stringify({ text: 'x'.repeat(20_000_000) })))).toEqual(problem(413, 'request.body_too_large'));
  });
});

describe('an external issuer', () => {
  it('is found by discovery; its tokens are taken as given and password sign-in is off', async () => {
    const discovery = createServer((_, response) => response.end(JSON.stringify({ issuer, jwks_uri: strangers.jwksUrl })));
    discovery.listen(0, '127.0.0.1');
    await once(discovery, 'listening');
    const issuer = `http://127.0.0.1:${(discovery.address() as AddressInfo).port}`;
    const federated = await startGatewayUnderTest({ OIDC_ISSUER: issuer });
    try {
      const token = await strangers.tokenFor({ roles: ['clerk'], utility: 'elsewhere', issuer });

      expect(await (await federated.call('/api/auth/me', { token })).json()).toMatchObject({ utility: 'elsewhere', roles: ['clerk'] });
      expect(await problemOf(await federated.call('/api/auth/me', { token: root }))).toEqual(problem(401, 'auth.unauthenticated'));
      expect(await problemOf(await federated.call('/api/auth/token', { method: 'POST', body: ADMIN }))).toEqual(
        problem(409, 'gateway.external_sign_in'),
      );
    } finally {
      await federated.stop();
      discovery.close();
    }
  });
});
