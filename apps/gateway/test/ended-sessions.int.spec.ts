import { randomUUID } from 'node:crypto';
import { createTestIdentity } from '@openprepay/testing/identity';
import { eventually } from '@openprepay/testing/eventually';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMIN,
  type CallOptions,
  type GatewayUnderTest,
  problem,
  problemOf,
  startGatewayUnderTest,
  startStub,
  type StubService,
} from './gateway-under-test.js';

const PASSWORD = 'planted-user-password';
const OTHER = 'another-password';
const ended = problem(401, 'auth.unauthenticated');

let vending: StubService;
let gateway: GatewayUnderTest;
let root: string;

beforeAll(async () => {
  vending = await startStub((_request, response) => void response.end('{}'));
  gateway = await startGatewayUnderTest({ VENDING_URL: vending.url });
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
});
afterAll(async () => {
  await gateway.stop();
  await vending.stop();
});

const call = (path: string, options?: CallOptions): Promise<Response> => gateway.call(path, options);
const sell = (token: string): Promise<Response> => call('/api/vending/v1/vends', { token });

interface Account {
  readonly userId: string;
  readonly username: string;
  readonly token: string;
}

async function operator(roles: readonly string[] = ['operator']): Promise<Account> {
  const username = `op-${randomUUID().slice(0, 8)}`;
  const made = await call('/api/auth/users', { method: 'POST', token: root, body: { username, password: PASSWORD, roles } });
  const { userId } = (await made.json()) as { readonly userId: string };
  return { userId, username, token: await gateway.signIn(username, PASSWORD) };
}

async function change({ userId }: Account, body: object): Promise<void> {
  expect((await call(`/api/auth/users/${userId}`, { method: 'PATCH', token: root, body })).status).toBe(200);
}

describe('a token that is still good', () => {
  it.each([
    ['the account is disabled', { state: 'disabled' }],
    ['a role is taken away', { roles: ['auditor'] }],
    ['an administrator sets another password', { password: OTHER }],
  ])('ends within seconds where %s: at services, at the gateway itself and for tickets', async (_what, body) => {
    const account = await operator();
    expect((await sell(account.token)).status).toBe(200);
    await change(account, body);

    await eventually(async () => expect(await problemOf(await sell(account.token))).toEqual(ended));
    vending.seen.splice(0);
    for (const path of ['/api/auth/me', '/api/auth/utilities'])
      expect(await problemOf(await call(path, { token: account.token }))).toEqual(ended);
    expect(await problemOf(await call('/api/stream/ticket', { method: 'POST', token: account.token }))).toEqual(ended);
    await sell(account.token);
    expect(vending.seen).toEqual([]);
  });

  it('ends where its owner changes the password, and the new one is good at once', async () => {
    const account = await operator();
    expect((await sell(account.token)).status).toBe(200);
    const body = { currentPassword: PASSWORD, newPassword: OTHER };
    expect((await call('/api/auth/password', { method: 'POST', token: account.token, body })).status).toBe(204);

    expect((await sell(await gateway.signIn(account.username, OTHER))).status).toBe(200);
    await eventually(async () => expect(await problemOf(await sell(account.token))).toEqual(ended));
  });

  it('goes on where a role is added', async () => {
    const account = await operator();
    await change(account, { roles: ['operator', 'clerk'] });

    expect((await sell(account.token)).status).toBe(200);
    expect((await sell(await gateway.signIn(account.username, PASSWORD))).status).toBe(200);
  });

  it('does not change the password of an account that has been disabled', async () => {
    const account = await operator();
    await change(account, { state: 'disabled' });
    const body = { currentPassword: PASSWORD, newPassword: OTHER };

    expect(await problemOf(await call('/api/auth/password', { method: 'POST', token: account.token, body }))).toEqual(ended);
    await change(account, { state: 'active' });
    expect(await gateway.signIn(account.username, PASSWORD)).toBeTruthy();
  });

  it('counts by its own word while the database is away, as it does for the services', async () => {
    const account = await operator();
    expect((await sell(account.token)).status).toBe(200);
    await gateway.postgres.kill();
    try {
      expect((await sell(account.token)).status).toBe(200);
      expect((await sell(root)).status).toBe(200);
    } finally {
      await gateway.postgres.restart();
    }
  });
});

describe('an open stream', () => {
  it('ends within seconds once its reader is disabled, and a ticket from before opens none', async () => {
    const account = await operator();
    const response = await call('/api/stream', { token: account.token });
    expect(response.status).toBe(200);
    const ticket = (
      (await (await call('/api/stream/ticket', { method: 'POST', token: account.token })).json()) as { readonly ticket: string }
    ).ticket;
    await change(account, { state: 'disabled' });

    let text = '';
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    expect(text).toContain('event: counters');
    expect(await problemOf(await call(`/api/stream?ticket=${ticket}`))).toEqual(ended);
  });
});

describe('with an external issuer', () => {
  it('tokens count as long as it says, for their accounts are not kept here', async () => {
    const identity = await createTestIdentity();
    const own = await startGatewayUnderTest({
      VENDING_URL: vending.url,
      OIDC_ISSUER: 'https://issuer.test',
      OIDC_JWKS_URL: identity.jwksUrl,
    });
    const token = await identity.tokenFor({ roles: ['operator'], issuer: 'https://issuer.test' });
    const [passed, opened] = [await own.call('/api/vending/v1/vends', { token }), await own.call('/api/auth/me', { token })];
    await own.stop();
    await identity.stop();

    expect([passed.status, opened.status]).toEqual([200, 200]);
    expect(decodeJwt(token).sub).toBe('operator');
  });
});
