import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { CLOCK } from '@openprepay/runtime/service';
import { TestClock } from '@openprepay/testing/clock';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT_CACHE_MS } from '../src/sessions/live-accounts.js';
import { KEPT_AFTER_END_MS, PurgeSessions } from '../src/web-sessions/purge-sessions.js';
import { MAX_SESSIONS_PER_USER, TWO_TABS_MS } from '../src/web-sessions/web-session.js';
import { ADMIN, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

const PASSWORD = 'planted-user-password';
const OTHER = 'planted-other-password';
const HOUR_MS = 3_600_000;
const OWN_PAGE = { 'x-openprepay-session': 'same-site' };
const unauthenticated = problem(401, 'auth.unauthenticated');

const clock = new TestClock(new Date());
let gateway: GatewayUnderTest;
let root: string;
let user: { readonly userId: string; readonly username: string };

beforeAll(async () => {
  gateway = await startGatewayUnderTest({ SIGN_IN_RATE_BURST: '1000' }, [[CLOCK, clock]]);
});
beforeEach(async () => {
  // Tests let hours go by.
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
  const body = { username: `ann-${randomUUID().slice(0, 8)}`, password: PASSWORD, roles: ['clerk', 'operator'] };
  user = (await (await gateway.call('/api/auth/users', { method: 'POST', token: root, body })).json()) as typeof user;
});
afterAll(() => gateway.stop());

interface Browser {
  /** As a browser sends it back. */
  readonly cookie: string;
  readonly token: string;
}

const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';
const browserOf = async (response: Response): Promise<Browser> => {
  expect(response.status).toBe(200);
  return { cookie: cookieOf(response), token: ((await response.json()) as { readonly accessToken: string }).accessToken };
};
const enter = (password = PASSWORD, headers = {}): Promise<Response> =>
  gateway.call('/api/auth/token', { method: 'POST', body: { username: user.username, password, session: true }, headers });
const post = (what: string, cookie: string, headers: Record<string, string> = OWN_PAGE): Promise<Response> =>
  gateway.call(`/api/auth/session/${what}`, { method: 'POST', headers: { ...headers, cookie } });
const refresh = (cookie: string): Promise<Response> => post('refresh', cookie);
const statusOf = async (token: string): Promise<number> => (await gateway.call('/api/auth/me', { token })).status;
const change = (body: object): Promise<Response> => gateway.call(`/api/auth/users/${user.userId}`, { method: 'PATCH', token: root, body });
const rowsOf = async (): Promise<readonly { readonly ended_why: string | null }[]> =>
  (await gateway.owner.query<{ ended_why: string | null }>('select * from web_session where user_id = $1', [user.userId])).rows;

describe('a browser’s session', () => {
  it('begins where a sign-in asks for it, by a cookie that no script sees, nothing else is sent and no other site sends', async () => {
    const plain = await gateway.call('/api/auth/token', { method: 'POST', body: { username: user.username, password: PASSWORD } });
    expect(plain.headers.get('set-cookie')).toBeNull();

    const response = await enter();
    const attributes = response.headers.get('set-cookie')!.split('; ');
    expect(attributes).toEqual(
      expect.arrayContaining(['Path=/api/auth/session', 'HttpOnly', 'SameSite=Strict', `Max-Age=${(12 * HOUR_MS) / 1_000}`]),
    );
    expect(attributes).not.toContain('Secure');
    expect(attributes[0]).toMatch(/^openprepay-session=/);
    expect(await statusOf((await browserOf(response)).token)).toBe(200);
  });

  it('has a Secure cookie wherever the browser is not on this machine', async () => {
    for (const host of ['utility.example', '127.0.0.1.example', 'localhost.example:8080']) {
      const cookie = await new Promise<string>((resolve, reject) => {
        const body = JSON.stringify({ username: user.username, password: PASSWORD, session: true });
        const headers = { host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        request(`${gateway.service.url}/api/auth/token`, { method: 'POST', headers }, (answer) => {
          answer.resume();
          resolve(answer.headers['set-cookie']?.[0] ?? '');
        })
          .on('error', reject)
          .end(body);
      });
      expect(cookie).toMatch(/^__Secure-openprepay-session=.*; Secure$/);
    }
  });

  it('gives an access token for the cookie, and another cookie each time', async () => {
    const first = await browserOf(await enter());
    const second = await browserOf(await refresh(first.cookie));
    const third = await browserOf(await refresh(second.cookie));

    expect(new Set([first.cookie, second.cookie, third.cookie]).size).toBe(3);
    expect(decodeJwt(third.token)).toMatchObject({ sub: user.userId, username: user.username, roles: ['clerk', 'operator'] });
    expect(await statusOf(third.token)).toBe(200);
  });

  it('is kept as a hash alone, and says no secret to anybody', async () => {
    const { cookie, token } = await browserOf(await enter());
    const secret = cookie.split('.')[1]!;
    const { rows } = await gateway.owner.query<{ row: string }>('select s::text as row from web_session s where user_id = $1', [
      user.userId,
    ]);
    const me = await (await gateway.call('/api/auth/me', { token })).text();

    expect(rows[0]!.row).not.toContain(secret);
    expect(rows[0]!.row).not.toContain(Buffer.from(secret).toString('hex'));
    expect(me).not.toContain('session');
    expect(gateway.logs.join('')).not.toContain(secret);
  });

  it('is not had by a page of another origin, nor by a cookie that is none', async () => {
    const { cookie } = await browserOf(await enter());

    for (const headers of [{}, { 'x-openprepay-session': 'yes' }])
      expect(await problemOf(await post('refresh', cookie, headers))).toEqual(problem(400, 'request.invalid'));
    const [name, value] = cookie.split('=') as [string, string];
    const [id, secret] = value.split('.') as [string, string];
    for (const wrong of [
      '',
      'x',
      id,
      `${id}.`,
      `${id}.${'A'.repeat(44)}`,
      `${randomUUID()}.${secret}`,
      `${value}.x`,
      `';drop table web_session`,
    ])
      expect(await problemOf(await refresh(`${name}=${wrong}`))).toEqual(unauthenticated);
    expect(await problemOf(await refresh(`${cookie}; ${name}=another`))).toEqual(unauthenticated);
    await browserOf(await refresh(`theme=dark; ${cookie}; a=b`));
  });
});

describe('a cookie that was used up', () => {
  it('ends the session for whoever has it, the thief and the owner', async () => {
    const stolen = await browserOf(await enter());
    const owner = await browserOf(await refresh(stolen.cookie));
    clock.advance(TWO_TABS_MS + 1);

    const refused = await refresh(stolen.cookie);
    expect(refused.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(await problemOf(refused)).toEqual(unauthenticated);
    expect(await problemOf(await refresh(owner.cookie))).toEqual(unauthenticated);
    clock.advance(ACCOUNT_CACHE_MS + 1);
    for (const { token } of [stolen, owner]) expect(await statusOf(token)).toBe(401);
    expect(await rowsOf()).toMatchObject([{ ended_why: 'reused' }]);
  });

  it('ends it also where it is older than the one before', async () => {
    const first = await browserOf(await enter());
    const second = await browserOf(await refresh(first.cookie));
    await browserOf(await refresh(second.cookie));

    expect(await problemOf(await refresh(first.cookie))).toEqual(unauthenticated);
    expect(await rowsOf()).toMatchObject([{ ended_why: 'reused' }]);
  });

  it('of tabs that refresh at once gives each an access token, and one of them the next cookie', async () => {
    const { cookie } = await browserOf(await enter());
    const tabs = await Promise.all(Array.from({ length: 8 }, () => refresh(cookie)));
    const next = tabs.map(cookieOf).filter((one) => one !== '');

    for (const tab of tabs) expect(await statusOf((await browserOf(tab)).token)).toBe(200);
    expect(next).toHaveLength(1);
    clock.advance(TWO_TABS_MS + 1);
    await browserOf(await refresh(next[0]!));
    expect(await rowsOf()).toMatchObject([{ ended_why: null }]);
  });
});

describe('a session ends', () => {
  it('on the server where the browser signs out, with its access tokens and no others', async () => {
    const [here, elsewhere] = [await browserOf(await enter()), await browserOf(await enter())];
    const renewed = await browserOf(await refresh(here.cookie));
    const left = await post('sign-out', renewed.cookie);

    expect([left.status, left.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(await problemOf(await refresh(renewed.cookie))).toEqual(unauthenticated);
    clock.advance(ACCOUNT_CACHE_MS + 1);
    for (const { token } of [here, renewed]) expect(await statusOf(token)).toBe(401);
    expect(await statusOf(elsewhere.token)).toBe(200);
    await browserOf(await refresh(elsewhere.cookie));
    expect((await post('sign-out', renewed.cookie)).status).toBe(204);
  });

  it.each([
    ['the account is disabled', { state: 'disabled' }],
    ['a role is taken away', { roles: ['clerk'] }],
    ['another sets the password', { password: OTHER }],
  ])('where %s, for good', async (_what, body) => {
    const { cookie } = await browserOf(await enter());
    clock.advance(1);
    expect((await change(body)).status).toBe(200);

    expect(await problemOf(await refresh(cookie))).toEqual(unauthenticated);
    await change({ state: 'active', roles: ['clerk', 'operator'] });
    expect(await problemOf(await refresh(cookie))).toEqual(unauthenticated);
    expect(await rowsOf()).toMatchObject([{ ended_why: 'account-changed' }]);
  });

  it('where its owner changes their password', async () => {
    const { cookie, token } = await browserOf(await enter());
    const body = { currentPassword: PASSWORD, newPassword: OTHER };
    clock.advance(1);
    await gateway.call('/api/auth/password', { method: 'POST', token, body });

    expect(await problemOf(await refresh(cookie))).toEqual(unauthenticated);
  });

  it('where nobody refreshes it for half a day, and after a week in any case', async () => {
    const [idle, busy] = [await browserOf(await enter()), await browserOf(await enter())];
    let { cookie } = busy;
    for (let hours = 0; hours < 7 * 24; hours += 8) {
      ({ cookie } = await browserOf(await refresh(cookie)));
      clock.advance(8 * HOUR_MS);
    }

    expect(await problemOf(await refresh(idle.cookie))).toEqual(unauthenticated);
    expect(await problemOf(await refresh(cookie))).toEqual(unauthenticated);
  });

  it('where a user has too many: the oldest', async () => {
    const first = await browserOf(await enter());
    for (let count = 1; count < MAX_SESSIONS_PER_USER; count++) {
      clock.advance(1);
      await enter();
    }
    await browserOf(await refresh(first.cookie));
    clock.advance(1);
    const last = await browserOf(await enter());

    expect((await rowsOf()).filter(({ ended_why }) => ended_why === 'made-room')).toHaveLength(1);
    await browserOf(await refresh(last.cookie));
  });
});

describe('sessions that are over', () => {
  it('are forgotten a week later, and go on being over', async () => {
    const [over, going] = [await browserOf(await enter()), await browserOf(await enter())];
    await post('sign-out', over.cookie);
    clock.advance(KEPT_AFTER_END_MS - HOUR_MS);
    await gateway.get(PurgeSessions).execute();
    expect(await rowsOf()).toHaveLength(2);

    clock.advance(24 * HOUR_MS);
    await gateway.get(PurgeSessions).execute();
    expect(await rowsOf()).toEqual([]);
    for (const { cookie } of [over, going]) expect(await problemOf(await refresh(cookie))).toEqual(unauthenticated);
  });
});
