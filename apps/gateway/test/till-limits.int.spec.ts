import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayUnderTest, startGatewayUnderTest, startStub, type StubService } from './gateway-under-test.js';

const basic = (terminalId: string, secret: string): string => `Basic ${Buffer.from(`${terminalId}:${secret}`).toString('base64')}`;
const TILLS = ['till-1', 'till-2', 'till-3'].map((terminalId) => basic(terminalId, 'right'));

let vending: StubService;
let gateway: GatewayUnderTest;
let dashboard: string;
beforeAll(async () => {
  dashboard = await mkdtemp(join(tmpdir(), 'openprepay-dashboard-'));
  await writeFile(join(dashboard, 'index.html'), '<!doctype html><title>OpenPrepay</title>');
  vending = await startStub((request, response, body) => {
    const [, till] = /opName=(till-\d) right/.exec(body) ?? [];
    if (request.url?.startsWith('/v1/xmlvend/')) {
      response.writeHead(200, { 'content-type': 'text/xml', ...(till === undefined ? {} : { 'x-till': till }) }).end('<soap/>');
      return;
    }
    const taken = TILLS.includes(request.headers.authorization?.replace(/^basic +/i, 'Basic ') ?? '') || request.url === '/health/ready';
    response.writeHead(taken ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
  });
});
afterAll(async () => {
  await vending.stop();
  await rm(dashboard, { recursive: true });
});
beforeEach(async () => {
  const limits = { ANONYMOUS_RATE_LIMIT_PER_SECOND: '1', ANONYMOUS_RATE_LIMIT_BURST: '6' };
  gateway = await startGatewayUnderTest({ ...limits, VENDING_URL: vending.url, DASHBOARD_DIR: dashboard });
});
afterEach(() => gateway.stop());

const ask = async (authorization: string): Promise<number> => {
  const response = await gateway.call('/prepaidutility/v3/tokenPurchases', { method: 'POST', body: {}, headers: { authorization } });
  await response.text();
  return response.status;
};

describe('tills of one address', () => {
  it('have a budget each once the service has taken what they sign in by; whoever makes that up shares the address’s', async () => {
    const first = [];
    for (const till of TILLS) first.push(await ask(till));
    expect(first).toEqual([200, 200, 200]);

    const statuses = new Map<string, number[]>(TILLS.map((till) => [till, []]));
    for (let nth = 0; nth < 5; nth++) for (const till of TILLS) statuses.get(till)?.push(await ask(till));
    expect([...statuses.values()]).toEqual(TILLS.map(() => [200, 200, 200, 200, 200]));

    const guesses = [];
    for (let nth = 0; nth < 8; nth++) guesses.push(await ask(basic('till-1', `guess-${nth}`)));
    expect(guesses).toContain(401);
    expect(guesses.at(-1)).toBe(429);
    expect(await ask(TILLS[0]!)).toBe(200);
  });

  it('have one budget each, however they spell what they sign in by', async () => {
    const till = TILLS[0]!;
    expect(await ask(till)).toBe(200);

    const statuses = [];
    for (let nth = 1; nth <= 20; nth++) statuses.push(await ask(till.replace('Basic ', `basic${' '.repeat(nth)}`)));

    expect(statuses[0]).toBe(200);
    expect(statuses).toContain(429);
  });

  it('are not known by a page of the dashboard, which anyone is given', async () => {
    const headers = { authorization: basic('till-1', 'made up'), accept: 'text/html' };
    const statuses = [];
    for (let nth = 0; nth < 12; nth++) {
      const page = await gateway.call('/prepaidutility/page', { headers });
      await page.text();
      statuses.push(page.status);
    }

    expect(statuses[0]).toBe(200);
    // A budget of its own would have its six, beside the first that was its address's.
    expect(statuses.indexOf(429)).toBeLessThanOrEqual(6 + 1);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(6 + 1);
  });
});

describe('tills of one address that speak XMLVend', () => {
  const send = (message: string) => gateway.call('/xmlvend/plain', { method: 'POST', body: message });
  const sold = async (message: string): Promise<number> => {
    const response = await send(message);
    await response.text();
    return response.status;
  };

  it('have a budget each by what their message says, and whoever makes that up shares the address’s', async () => {
    const statuses = new Map<string, number[]>(['till-1', 'till-2', 'till-3'].map((till) => [till, []]));
    for (let nth = 0; nth < 5; nth++) for (const [till, seen] of statuses) seen.push(await sold(`opName=${till} right`));
    expect([...statuses.values()]).toEqual([1, 2, 3].map(() => [200, 200, 200, 200, 200]));

    const guesses = [];
    for (let nth = 0; nth < 12; nth++) guesses.push(await sold(`opName=till-1 guess-${nth}`));
    expect(guesses[0]).toBe(200);
    expect(guesses).toContain(429);
  });

  it('ask beyond their own budget out of their address’s, and then no more', async () => {
    const statuses = [];
    for (let nth = 0; nth < 20; nth++) statuses.push(await sold('opName=till-1 right'));

    expect(statuses.slice(0, 6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(statuses).toContain(429);
  });

  it('are told by nobody which of them a message was of', async () => {
    const response = await send('opName=till-1 right');

    expect(response.status).toBe(200);
    expect(response.headers.get('x-till')).toBeNull();
    await response.text();
  });
});
