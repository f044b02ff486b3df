import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayUnderTest, startGatewayUnderTest, startStub, type StubService } from './gateway-under-test.js';

const basic = (terminalId: string, secret: string): string => `Basic ${Buffer.from(`${terminalId}:${secret}`).toString('base64')}`;
const TILLS = ['till-1', 'till-2', 'till-3'].map((terminalId) => basic(terminalId, 'right'));

let vending: StubService;
let gateway: GatewayUnderTest;
beforeAll(async () => {
  vending = await startStub((request, response) => {
    const taken = TILLS.includes(request.headers.authorization ?? '') || request.url === '/health/ready';
    response.writeHead(taken ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
  });
  const limits = { ANONYMOUS_RATE_LIMIT_PER_SECOND: '1', ANONYMOUS_RATE_LIMIT_BURST: '6' };
  gateway = await startGatewayUnderTest({ ...limits, VENDING_URL: vending.url });
});
afterAll(async () => {
  await gateway.stop();
  await vending.stop();
});

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
});
