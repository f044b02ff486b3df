import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMIN,
  type GatewayUnderTest,
  problem,
  problemOf,
  startGatewayUnderTest,
  startStub,
  type StubService,
} from './gateway-under-test.js';

const PASSWORD = 'planted-user-password';
const VENDS = '/api/vending/v1/vends';

let gateway: GatewayUnderTest;
let vending: StubService;
let root: string;
/** Answers that are being waited for. */
const waiting: ServerResponse[] = [];

beforeAll(async () => {
  vending = await startStub((request, response) => {
    if (request.url === '/v1/vends') waiting.push(response);
    else response.end('{}');
  });
  gateway = await startGatewayUnderTest({ VENDING_URL: vending.url, CONCURRENT_PER_SUBJECT: '3', CONCURRENT_PER_UTILITY: '5' });
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
});
afterAll(async () => {
  await gateway.stop();
  await vending.stop();
});

async function operator(): Promise<string> {
  const username = `op-${randomUUID().slice(0, 8)}`;
  await gateway.call('/api/auth/users', { method: 'POST', token: root, body: { username, password: PASSWORD, roles: ['operator'] } });
  return gateway.signIn(username, PASSWORD);
}

async function otherUtility(): Promise<string> {
  const code = `u-${randomUUID().slice(0, 8)}`;
  const body = { code, name: 'Other', currency: 'KES', timeZone: 'UTC', username: code, password: PASSWORD };
  await gateway.call('/api/auth/utilities', { method: 'POST', token: root, body });
  return gateway.signIn(code, PASSWORD);
}

const begin = (token: string, count: number): readonly Promise<Response>[] =>
  Array.from({ length: count }, () => gateway.call(VENDS, { token }));
const reached = (count: number): Promise<void> => eventually(() => expect(waiting).toHaveLength(count));
const answerAll = (): void => waiting.splice(0).forEach((response) => response.end('{}'));

describe('requests that wait for a service', () => {
  it('are bounded for one caller and for one utility, who are told to come back, and hold up no other', async () => {
    const [ann, bob, cyd, stranger] = [await operator(), await operator(), await operator(), await otherUtility()];
    const first = begin(ann, 3);
    await reached(3);

    const refused = await gateway.call(VENDS, { token: ann });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await problemOf(refused)).toEqual(problem(429, 'gateway.too_many_at_once'));
    const second = begin(bob, 2);
    await reached(5);
    expect(await problemOf(await gateway.call(VENDS, { token: cyd }))).toEqual(problem(429, 'gateway.too_many_at_once'));
    expect((await gateway.call('/api/vending/v1/meters', { token: stranger })).status).toBe(200);

    answerAll();
    expect((await Promise.all([...first, ...second])).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await eventually(async () => expect((await gateway.call('/api/vending/v1/meters', { token: ann })).status).toBe(200));
  });

  it('make room when their caller has gone away', async () => {
    const ann = await operator();
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${ann}` };
    const gone = Array.from({ length: 3 }, () =>
      fetch(`${gateway.service.url}${VENDS}`, { headers, signal: leaving.signal }).catch(() => undefined),
    );
    await reached(3);
    leaving.abort();
    await Promise.all(gone);

    await eventually(async () => expect((await gateway.call('/api/vending/v1/meters', { token: ann })).status).toBe(200));
    answerAll();
  });
});
