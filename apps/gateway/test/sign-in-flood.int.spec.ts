import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

const PASSWORD = 'planted-user-password';
const CONNECTIONS = 150;

let gateway: GatewayUnderTest;
let username: string;

beforeAll(async () => {
  gateway = await startGatewayUnderTest({ TRUST_PROXY: '127.0.0.1' });
  const token = await gateway.signIn(ADMIN.username, ADMIN.password);
  username = `ann-${randomUUID().slice(0, 8)}`;
  await gateway.call('/api/auth/users', { method: 'POST', token, body: { username, password: PASSWORD, roles: ['clerk'] } });
});
afterAll(() => gateway.stop());

const signIn = (address: string, name: string, password: string): Promise<Response> =>
  gateway.call('/api/auth/token', { method: 'POST', body: { username: name, password }, headers: { 'x-forwarded-for': address } });

/** Guesses without end over many connections, until `work` is done; returns what the guesses were answered. */
async function during(addressOf: (connection: number) => string, work: () => Promise<void>): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>();
  let over = false;
  const flood = Array.from({ length: CONNECTIONS }, async (_, connection) => {
    while (!over) {
      const response = await signIn(addressOf(connection), `no-${randomUUID()}`, 'wrong');
      statuses.add(response.status);
      await response.body?.cancel();
    }
  });
  try {
    await work();
  } finally {
    over = true;
    await Promise.all(flood);
  }
  return statuses;
}

describe('a flood of wrong passwords', () => {
  it('from one address does not shut out who signed in there before, nor anybody elsewhere', async () => {
    expect((await signIn('10.0.0.1', username, PASSWORD)).status).toBe(200);
    const statuses = await during(
      () => '10.0.0.1',
      async () => {
        for (let time = 0; time < 2; time++) expect((await signIn('10.0.0.1', username, PASSWORD)).status).toBe(200);
        for (let time = 0; time < 2; time++) expect((await signIn(`10.0.1.${time}`, username, PASSWORD)).status).toBe(200);
      },
    );

    expect([...statuses].sort()).toEqual([401, 429]);
  });

  it('from many addresses shuts out nobody, wherever they come from', async () => {
    const statuses = await during(
      (connection) => `10.1.0.${connection}`,
      async () => {
        for (let time = 0; time < 2; time++) expect((await signIn(`10.2.0.${time}`, username, PASSWORD)).status).toBe(200);
      },
    );

    expect(statuses).toContain(401);
  });
});

describe('guesses at one name made at once', () => {
  it('are not more than the limit, and the rest are refused', async () => {
    const victim = `bob-${randomUUID().slice(0, 8)}`;
    const answers = await Promise.all(Array.from({ length: 100 }, () => signIn('10.3.0.1', victim, 'wrong')));
    const statuses = answers.map(({ status }) => status);

    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
  });

  it('at one’s own password are not more either, where a token has been stolen', async () => {
    const response = await signIn('10.4.0.1', username, PASSWORD);
    const { accessToken: token } = (await response.json()) as { readonly accessToken: string };
    const body = { currentPassword: 'wrong', newPassword: 'another-password' };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => gateway.call('/api/auth/password', { method: 'POST', token, body })),
    );

    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    expect(await problemOf(answers.find(({ status }) => status === 429)!)).toEqual(problem(429, 'request.rate_limited'));
  });
});
