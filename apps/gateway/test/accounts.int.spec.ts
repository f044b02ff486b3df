import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type CallOptions, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

let gateway: GatewayUnderTest;
let root: string;
const PASSWORD = 'planted-user-password';

beforeAll(async () => {
  gateway = await startGatewayUnderTest({ SIGN_IN_FAILURES: '3' });
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
});
afterAll(() => gateway.stop());

const call = (path: string, options?: CallOptions): Promise<Response> => gateway.call(path, options);
const newName = (): string => `user-${randomUUID().slice(0, 8)}`;

async function newUser(token: string, extra: object = {}): Promise<{ readonly userId: string; readonly username: string }> {
  const username = newName();
  const response = await call('/api/auth/users', {
    method: 'POST',
    token,
    body: { username, password: PASSWORD, roles: ['operator'], ...extra },
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { readonly userId: string; readonly username: string };
}

/** A new utility and the token of its first administrator. */
async function newUtility(): Promise<{ readonly code: string; readonly admin: string }> {
  const code = `u-${randomUUID().slice(0, 8)}`;
  const username = newName();
  const body = { code, name: 'A utility', currency: 'KES', timeZone: 'Africa/Nairobi', username, password: PASSWORD };
  const response = await call('/api/auth/utilities', { method: 'POST', token: root, body });
  expect(response.status).toBe(201);
  return { code, admin: await gateway.signIn(username, PASSWORD) };
}

describe('signing in', () => {
  it('gives a token with the claims that services read, signed by a published key', async () => {
    const { code, admin } = await newUtility();
    const vendorId = randomUUID();
    const { username, userId } = await newUser(admin, { roles: ['vendor'], vendorId });
    const response = await call('/api/auth/token', { method: 'POST', body: { username, password: PASSWORD } });
    const { accessToken, expiresIn } = (await response.json()) as { readonly accessToken: string; readonly expiresIn: number };
    const keys = (await (await call('/api/auth/jwks.json')).json()) as JSONWebKeySet;

    const { payload, protectedHeader } = await jwtVerify(accessToken, createLocalJWKSet(keys));
    expect(protectedHeader.alg).toBe('EdDSA');
    expect(payload).toMatchObject({
      sub: userId,
      username,
      utility: code,
      currency: 'KES',
      timeZone: 'Africa/Nairobi',
      roles: ['vendor'],
      vendorId,
      iss: 'openprepay',
      aud: 'openprepay',
    });
    expect(payload.exp! - payload.iat!).toBe(expiresIn);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('says in the token when the password was set, whoever set it', async () => {
    const began = Date.now();
    const { username, userId } = await newUser(root);
    const ageOf = (token: string): number => decodeJwt<{ readonly cat: number }>(token).cat * 1_000;
    const first = ageOf(await gateway.signIn(username, PASSWORD));
    await call(`/api/auth/users/${userId}`, { method: 'PATCH', token: root, body: { roles: ['clerk'] } });
    const token = await gateway.signIn(username, PASSWORD);
    await call('/api/auth/password', { method: 'POST', token, body: { currentPassword: PASSWORD, newPassword: 'of-their-own' } });
    const own = ageOf(await gateway.signIn(username, 'of-their-own'));
    await call(`/api/auth/users/${userId}`, { method: 'PATCH', token: root, body: { password: 'of-an-admin' } });
    const foreign = ageOf(await gateway.signIn(username, 'of-an-admin'));

    expect(first).toBeGreaterThanOrEqual(began);
    expect(ageOf(token)).toBe(first);
    expect(own).toBeGreaterThan(first);
    expect(foreign).toBeGreaterThan(own);
  });

  it('takes a user name in any case', async () => {
    const { username } = await newUser(root);

    expect(decodeJwt(await gateway.signIn(username.toUpperCase(), PASSWORD))['username']).toBe(username);
  });

  it('answers the same for a wrong password, an unknown user and a disabled one', async () => {
    const { username, userId } = await newUser(root);
    await call(`/api/auth/users/${userId}`, { method: 'PATCH', token: root, body: { state: 'disabled' } });
    const answers = await Promise.all(
      [
        { username: ADMIN.username, password: 'wrong' },
        { username: newName(), password: PASSWORD },
        { username, password: PASSWORD },
      ].map((body) => call('/api/auth/token', { method: 'POST', body })),
    );

    for (const answer of answers) expect(await problemOf(answer)).toEqual(problem(401, 'gateway.credentials_wrong'));
  });

  it('is refused for a while after too many failures of one name, also with the right password, and nobody else is', async () => {
    const { username } = await newUser(root);
    const other = await newUser(root);
    const attempt = (password: string): Promise<Response> => call('/api/auth/token', { method: 'POST', body: { username, password } });
    for (let count = 0; count < 3; count++) expect((await attempt('wrong')).status).toBe(401);

    const limited = await attempt(PASSWORD);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(limited)).toEqual(problem(429, 'request.rate_limited'));
    expect(await gateway.signIn(other.username, PASSWORD)).toBeTruthy();
  });

  it.each([
    ['no body', undefined],
    ['no password', { username: 'a' }],
    ['a password that is no text', { username: 'a', password: ['b'] }],
    ['a password too long to hash', { username: 'a', password: 'x'.repeat(10_000) }],
    ['SQL', { username: 'a', password: { $ne: null } }],
  ])('refuses %s', async (_name, body) => {
    expect(await problemOf(await call('/api/auth/token', { method: 'POST', body }))).toEqual(problem(400, 'request.invalid'));
  });
});

describe('users', () => {
  it('are added, listed in pages and known to themselves', async () => {
    const { code, admin } = await newUtility();
    const { username } = await newUser(admin, { roles: ['clerk'] });
    const list = async (
      query: string,
    ): Promise<{ readonly items: readonly { readonly username: string }[]; readonly nextCursor?: string }> =>
      (await (await call(`/api/auth/users${query}`, { token: admin })).json()) as never;
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.nextCursor}`);
    const me = await (await call('/api/auth/me', { token: await gateway.signIn(username, PASSWORD) })).json();

    expect([...first.items, ...second.items].map((user) => user.username)).toContain(username);
    expect(second.nextCursor).toBeUndefined();
    expect(me).toMatchObject({ username, utility: code, currency: 'KES', timeZone: 'Africa/Nairobi', roles: ['clerk'], platform: false });
    expect(await problemOf(await call('/api/auth/users?cursor=bm9uc2Vuc2U', { token: admin }))).toEqual(
      problem(400, 'request.cursor_invalid'),
    );
  });

  it.each(['/api/auth/users?limit=1&role=clerk', '/api/auth/users?limit=501', '/api/auth/utilities?code=main', '/api/auth/me?verbose=1'])(
    'are not listed by a query that nobody reads: %s',
    async (path) => {
      expect(await problemOf(await call(path, { token: root }))).toEqual(problem(400, 'request.invalid'));
    },
  );

  it('never show a password or its hash', async () => {
    const text = await (await call('/api/auth/users', { token: root })).text();

    expect(text).not.toMatch(/argon2|hash|password/i);
  });

  it('of another utility are neither seen nor changed, nor is their name known to be taken', async () => {
    const [north, south] = [await newUtility(), await newUtility()];
    const { username, userId } = await newUser(north.admin);

    expect(await (await call('/api/auth/users?limit=500', { token: south.admin })).text()).not.toContain(username);
    const change = await call(`/api/auth/users/${userId}`, { method: 'PATCH', token: south.admin, body: { state: 'disabled' } });
    expect(await problemOf(change)).toEqual(problem(404, 'gateway.user_not_found'));
    const again = await call('/api/auth/users', {
      method: 'POST',
      token: south.admin,
      body: { username, password: PASSWORD, roles: ['clerk'] },
    });
    expect(again.status).toBe(201);
    expect(await gateway.signIn(`${username}@${north.code}`, PASSWORD)).toBeTruthy();
  });

  it('are managed by administrators alone, who do not change their own account', async () => {
    const operator = await gateway.signIn((await newUser(root)).username, PASSWORD);
    const auditor = await gateway.signIn((await newUser(root, { roles: ['auditor'] })).username, PASSWORD);
    const body = { username: newName(), password: PASSWORD, roles: ['clerk'] };

    expect(await problemOf(await call('/api/auth/users', { method: 'POST', token: operator, body }))).toEqual(
      problem(403, 'auth.forbidden'),
    );
    expect(await problemOf(await call('/api/auth/users', { method: 'POST', token: auditor, body }))).toEqual(
      problem(403, 'auth.forbidden'),
    );
    expect((await call('/api/auth/users', { token: auditor })).status).toBe(200);
    expect((await call('/api/auth/users', { token: operator })).status).toBe(403);
    const own = await call(`/api/auth/users/${decodeJwt(root).sub}`, { method: 'PATCH', token: root, body: { state: 'disabled' } });
    expect(await problemOf(own)).toEqual(problem(409, 'gateway.own_account'));
  });

  it('do not become platform administrators by asking, and one is nobody else’s to change', async () => {
    const { userId, username } = await newUser(root, { roles: ['admin'], platform: true });
    const admin = await gateway.signIn(username, PASSWORD);
    const utility = { code: 'x', name: 'x', currency: 'KES', timeZone: 'UTC', username: newName(), password: PASSWORD };

    expect(await problemOf(await call('/api/auth/utilities', { method: 'POST', token: admin, body: utility }))).toEqual(
      problem(403, 'auth.forbidden'),
    );
    const takeover = await call(`/api/auth/users/${decodeJwt(root).sub}`, {
      method: 'PATCH',
      token: admin,
      body: { password: 'a-new-password' },
    });
    expect(await problemOf(takeover)).toEqual(problem(404, 'gateway.user_not_found'));
    expect((await call(`/api/auth/users/${userId}`, { method: 'PATCH', token: root, body: { roles: ['clerk'] } })).status).toBe(200);
  });

  it('change their own password, knowing the current one', async () => {
    const { username } = await newUser(root);
    const token = await gateway.signIn(username, PASSWORD);
    const change = (currentPassword: string, newPassword: string): Promise<Response> =>
      call('/api/auth/password', { method: 'POST', token, body: { currentPassword, newPassword } });

    expect(await problemOf(await change('wrong', 'another-password'))).toEqual(problem(401, 'gateway.credentials_wrong'));
    expect(await problemOf(await change(PASSWORD, 'short'))).toEqual(problem(422, 'gateway.password_too_short'));
    expect((await change(PASSWORD, 'another-password')).status).toBe(204);
    expect(await gateway.signIn(username, 'another-password')).toBeTruthy();
    await expect(gateway.signIn(username, PASSWORD)).rejects.toThrow('401');
  });

  it.each([
    ['a role that does not exist', { roles: ['god'] }],
    ['no roles', { roles: [] }],
    ['a vendor that is no id', { vendorId: '17' }],
    ['a name with spaces', { username: 'a b' }],
    ['a name beginning with a dot', { username: '.a' }],
  ])('are refused with %s', async (_name, extra) => {
    const body = { username: newName(), password: PASSWORD, roles: ['clerk'], ...extra };

    expect(await problemOf(await call('/api/auth/users', { method: 'POST', token: root, body }))).toEqual(problem(400, 'request.invalid'));
  });
});

describe('utilities', () => {
  const body = (): Record<string, string> => ({
    code: `u-${randomUUID().slice(0, 8)}`,
    name: 'N',
    currency: 'KES',
    timeZone: 'UTC',
    username: newName(),
    password: PASSWORD,
  });
  const create = async (extra: Record<string, string>): Promise<object> =>
    problemOf(await call('/api/auth/utilities', { method: 'POST', token: root, body: { ...body(), ...extra } }));

  it('are refused with a code, a currency, a zone or an administrator that cannot be', async () => {
    const { code } = await newUtility();

    expect(await create({ code })).toEqual(problem(409, 'gateway.utility_taken'));
    expect(await create({ currency: 'ZZZ' })).toEqual(problem(422, 'gateway.currency_unknown'));
    expect(await create({ timeZone: 'Mars/Olympus' })).toEqual(problem(422, 'gateway.time_zone_unknown'));
    expect(await create({ code: '*' })).toEqual(problem(400, 'request.invalid'));
    expect(await create({ username: 'a b' })).toEqual(problem(400, 'request.invalid'));
  });

  it('take their administrator beside their own fields or below `admin`', async () => {
    const { username, password, ...utility } = body();
    const answer = await call('/api/auth/utilities', { method: 'POST', token: root, body: { ...utility, admin: { username, password } } });

    expect(answer.status).toBe(201);
    expect((await call('/api/auth/token', { method: 'POST', body: { username, password } })).status).toBe(200);
  });

  it('are sandboxes from the first where they are made so, and say it in every token', async () => {
    const wanted = body();
    const made = await call('/api/auth/utilities', { method: 'POST', token: root, body: { ...wanted, sandbox: true } });

    expect(await made.json()).toMatchObject({ code: wanted['code'], sandbox: true });
    const claims = decodeJwt(await gateway.signIn(wanted['username']!, PASSWORD));
    expect(claims).toMatchObject({ utility: wanted['code'], sandbox: true });
    const { admin } = await newUtility();
    expect(decodeJwt(admin)).not.toHaveProperty('sandbox');
  });

  it('are not left behind when their administrator cannot be made', async () => {
    const wanted = body();
    await create({ ...wanted, password: 'short' });

    expect((await call('/api/auth/utilities', { method: 'POST', token: root, body: wanted })).status).toBe(201);
  });

  it('are listed whole for the platform, and each sees itself', async () => {
    const { code, admin } = await newUtility();
    const codes = async (token: string): Promise<readonly string[]> => {
      const { items } = (await (await call('/api/auth/utilities?limit=500', { token })).json()) as {
        readonly items: readonly { readonly code: string }[];
      };
      return items.map((utility) => utility.code);
    };

    expect(await codes(admin)).toEqual([code]);
    expect(await codes(root)).toEqual(expect.arrayContaining(['main', code]));
  });
});

describe('the OpenAPI document', () => {
  it('holds every address of the gateway’s own', async () => {
    const { paths } = (await (await call('/api/auth/openapi.json')).json()) as { readonly paths: object };

    expect(Object.keys(paths).sort()).toEqual([
      '/api/auth/account-changes',
      '/api/auth/custodian-requests',
      '/api/auth/custodian-requests/{requestId}/approve',
      '/api/auth/custodian-requests/{requestId}/refuse',
      '/api/auth/jwks.json',
      '/api/auth/me',
      '/api/auth/password',
      '/api/auth/session/refresh',
      '/api/auth/session/sign-out',
      '/api/auth/token',
      '/api/auth/users',
      '/api/auth/users/{userId}',
      '/api/auth/utilities',
      '/api/gateway/v1/lost-ranges',
      '/api/gateway/v1/lost-ranges/{id}/settle',
      '/api/gateway/v1/operations',
      '/api/gateway/v1/outbox/republish',
      '/api/gateway/v1/parked-messages',
      '/api/gateway/v1/parked-messages/{id}',
      '/api/gateway/v1/parked-messages/{id}/approve',
      '/api/gateway/v1/parked-messages/{id}/discard',
      '/api/gateway/v1/parked-messages/{id}/refuse',
      '/api/gateway/v1/parked-messages/{id}/replay',
      '/api/health',
      '/api/stream',
      '/api/stream/ticket',
    ]);
  });
});

describe('the log', () => {
  it('holds no password and no token of all the above', () => {
    const text = gateway.logs.join('');

    expect(text).toContain('request refused');
    expect(text).not.toMatch(/planted-|another-password|eyJ/);
  });
});
