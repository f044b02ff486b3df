import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerHeaderNames, requestHeaderNames } from '@openprepay/contracts/http/apis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

let gateway: GatewayUnderTest;
let vending: StubService;
let root: string;

beforeAll(async () => {
  vending = await startStub((request, response, body) => {
    if (request.url === '/health/ready') response.end('{}');
    else if (request.url === '/v1/location') response.writeHead(201, { location: '/v1/vends/1' }).end();
    else if (request.url === '/v1/elsewhere') response.writeHead(302, { location: 'https://example.org/v1/x' }).end();
    else if (request.url === '/v1/dies') response.destroy();
    else if (request.url === '/v1/half') response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
    else if (request.url === '/v1/busy')
      response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/problem+json' }).end('{"code":"service.unavailable"}');
    else response.writeHead(200, { 'content-type': 'application/json', 'x-own': 'kept' }).end(JSON.stringify({ bytes: body.length }));
  });
  gateway = await startGatewayUnderTest({ VENDING_URL: vending.url, CORS_ORIGINS: 'https://pos.example.org' });
  root = await gateway.signIn(ADMIN.username, ADMIN.password);
});
afterAll(async () => {
  await gateway.stop();
  await vending.stop();
});
beforeEach(() => void vending.seen.splice(0));

const call = (path: string, options?: CallOptions): Promise<Response> => gateway.call(path, options);

describe('a request to a service', () => {
  it('arrives as it was sent, with the caller’s token, our request id and a trace', async () => {
    const response = await call('/api/vending/v1/vends?a=1&b=%20', {
      method: 'POST',
      token: root,
      body: '{"not": parsed here',
      headers: { 'idempotency-key': 'k-1', 'x-request-id': 'pos-1', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil' },
    });

    expect(await response.json()).toEqual({ bytes: 19 });
    expect(response.headers.get('x-own')).toBe('kept');
    const [seen] = vending.seen;
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/vends?a=1&b=%20', body: '{"not": parsed here' });
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${root}`,
      'idempotency-key': 'k-1',
      'x-request-id': 'pos-1',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(seen?.headers['x-forwarded-host']).toBeUndefined();
    expect(seen?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('streams a large body of any type', async () => {
    const response = await call('/api/vending/v1/meters/import', {
      method: 'POST',
      body: 'x'.repeat(5_000_000),
      headers: { 'content-type': 'text/csv' },
    });

    expect(await response.json()).toEqual({ bytes: 5_000_000 });
  });

  it('of a till that speaks XMLVend arrives at vending’s door as it was sent; nothing else does by that address', async () => {
    const headers = { 'content-type': 'application/soap+xml; charset=utf-8', 'content-encoding': 'gzip' };
    expect(await (await call('/xmlvend/conlog', { method: 'POST', body: '<packed/>', headers })).json()).toEqual({ bytes: 9 });

    expect(vending.seen).toMatchObject([{ method: 'POST', url: '/v1/xmlvend/conlog', body: '<packed/>', headers }]);
    expect((await call('/xmlvend/conlog?wsdl', { headers: { 'x-public-origin': 'https://evil' } })).status).toBe(200);
    expect(vending.seen.at(-1)).toMatchObject({
      ...{ method: 'GET', url: '/v1/xmlvend/conlog?wsdl' },
      headers: { 'x-public-origin': expect.stringMatching(/^http:\/\/(127\.0\.0\.1|localhost):\d+$/) },
    });
    expect((await call('/xmlvend/a%2fb', { method: 'POST' })).status).toBe(400);
    expect((await call('/xmlvend/conlog/vends', { method: 'POST' })).status).toBe(404);
    expect(vending.seen).toHaveLength(2);
  });

  it('of a client of Electrum’s interface arrives at vending’s door with its credential', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Basic dGVzdDp0ZXN0' };
    await call('/prepaidutility/v3/tokenPurchases/a1/retry', { method: 'POST', body: '{}', headers });

    expect(vending.seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/prepaidutility/v3/tokenPurchases/a1/retry',
        body: '{}',
        headers: { authorization: headers.authorization },
      },
    ]);
    expect((await call('/prepaidutility/v3/a%2fb', { method: 'POST' })).status).toBe(400);
    expect((await call('/prepaidutility/v3/meterLookups/a1')).status).toBe(404);
    expect(vending.seen).toHaveLength(1);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])('passes %s', async (method) => {
    expect((await call('/api/vending/v1/x', { method })).status).toBe(200);
    expect(vending.seen[0]?.method).toBe(method);
  });

  it('takes curl’s Expect and a GET with a body without a 5xx', async () => {
    const expecting = await speak(
      'POST /api/vending/v1/x HTTP/1.1\r\nhost: g\r\nexpect: 100-continue\r\ncontent-type: text/csv\r\ncontent-length: 3\r\nconnection: close\r\n\r\na,b',
    );
    const getting = await speak('GET /api/vending/v1/x HTTP/1.1\r\nhost: g\r\ncontent-length: 3\r\nconnection: close\r\n\r\na,b');

    expect(expecting).toContain(' 200 ');
    expect(getting).toContain(' 200 ');
  });

  it('has a Location of ours where the service named its own', async () => {
    expect((await call('/api/vending/v1/location', { method: 'POST' })).headers.get('location')).toBe('/api/vending/v1/vends/1');
    expect((await call('/api/vending/v1/elsewhere')).headers.get('location')).toBe('https://example.org/v1/x');
  });

  it('carries security headers and no CORS, but for the origins that are allowed', async () => {
    const plain = await call('/api/vending/v1/x', { headers: { origin: 'https://evil.example.org' } });
    const allowed = await call('/api/vending/v1/x', { headers: { origin: 'https://pos.example.org' } });
    const preflight = await call('/api/vending/v1/x', {
      method: 'OPTIONS',
      headers: { origin: 'https://pos.example.org', 'access-control-request-method': 'POST' },
    });

    expect(plain.headers.get('x-content-type-options')).toBe('nosniff');
    expect(plain.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(plain.headers.get('access-control-allow-origin')).not.toBe('https://evil.example.org');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://pos.example.org');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')?.split(', ')).toEqual(requestHeaderNames());
    expect(allowed.headers.get('access-control-expose-headers')?.split(', ')).toEqual(answerHeaderNames());
  });
});

describe('a service', () => {
  it('that is away is 503 with a code and Retry-After', async () => {
    const response = await call('/api/billing/v1/accounts');

    expect(response.headers.get('retry-after')).toBe('2');
    expect(await problemOf(response)).toEqual(problem(503, 'gateway.service_unavailable'));
  });

  it('that dies while it is asked is 503, once and without asking again', async () => {
    expect(await problemOf(await call('/api/vending/v1/dies', { method: 'POST', body: {} }))).toEqual(
      problem(503, 'gateway.service_unavailable'),
    );
    expect(vending.seen).toHaveLength(1);
  });

  it('that dies in its answer breaks the answer off rather than pretending it is whole', async () => {
    await expect(call('/api/vending/v1/half').then((response) => response.text())).rejects.toThrow();
  });

  it('that is busy is asked once, and its own words arrive', async () => {
    const response = await call('/api/vending/v1/busy');

    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({ code: 'service.unavailable' });
    expect(vending.seen).toHaveLength(1);
  });
});

describe('an address that is nobody’s', () => {
  it.each([
    ['/api/vending/metrics', 404],
    ['/api/vending/health/ready', 404],
    ['/api/telemetry/mqtt/auth', 404],
    ['/api/vending/v2/vends', 404],
    ['/api/unknown/v1/x', 404],
    ['/api/vending', 404],
    ['/metrics', 404],
    ['/health/ready', 404],
    ['/health/live', 404],
    ['/v1/vends', 404],
    ['/api/vending/v1/../metrics', 400],
    ['/api/vending/v1/../../telemetry/mqtt/auth', 400],
    ['/api/vending/v1/%2e%2e/metrics', 400],
    ['/api/vending/v1/..%2fmetrics', 400],
    ['/api/vending/v1/x%5c..', 400],
    ['/api/vending/v1//metrics', 400],
    ['/api/vending/v1', 400],
    ['/api/%76ending/v1/x', 400],
    ['/api/vending/%76%31/x', 400],
    ['/api/vending/v1/%ff', 400],
    ['//api/vending/v1/x', 404],
    ['/api/vending/v1/%', 400],
  ])('%s is %i and reaches no service', async (path, status) => {
    const answer = await speak(`GET ${path} HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n`);

    expect(answer.split('\r\n', 1)[0]).toContain(` ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(vending.seen).toEqual([]);
  });

  it('is 405 for a method that the gateway’s own address does not take', async () => {
    expect(await problemOf(await call('/api/auth/token'))).toEqual(problem(405, 'request.method_not_allowed'));
  });
});

describe('health and the page', () => {
  it('says 503 and who is away until every service is ready', async () => {
    const response = await call('/api/health');

    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not ready',
      services: { gateway: 'ready', 'key-management': 'away', vending: 'ready', telemetry: 'away', billing: 'away' },
    });
  });

  it('says 200 once every service is ready', async () => {
    const services = ['KEY_MANAGEMENT_URL', 'VENDING_URL', 'TELEMETRY_URL', 'BILLING_URL'].map((name) => [name, vending.url] as const);
    const whole = await startGatewayUnderTest(Object.fromEntries(services));
    try {
      expect((await whole.call('/api/health')).status).toBe(200);
    } finally {
      await whole.stop();
    }
  });

  it('says 503 until people can sign in, where whoever sets it up says how to tell', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'openprepay-marker-'));
    const marker = path.join(folder, 'seeded');
    const services = ['KEY_MANAGEMENT_URL', 'VENDING_URL', 'TELEMETRY_URL', 'BILLING_URL'].map((name) => [name, vending.url] as const);
    const whole = await startGatewayUnderTest({ ...Object.fromEntries(services), READY_MARKER_FILE: marker });
    try {
      const before = await whole.call('/api/health');
      expect(before.status).toBe(503);
      expect(await before.json()).toMatchObject({ status: 'not ready', services: { vending: 'ready', 'set-up': 'not ready' } });
      await writeFile(marker, '');
      expect((await whole.call('/api/health')).status).toBe(200);
    } finally {
      await whole.stop();
      await rm(folder, { recursive: true });
    }
  });

  it('shows a page that loads nothing from elsewhere and runs nothing inline', async () => {
    const page = await call('/');
    const html = await page.text();

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(html).not.toMatch(/https?:|<script>|<style|\son\w+=|style=/);
    for (const path of ['/status.js', '/status.css']) expect((await call(path)).status).toBe(200);
  });

  it('keeps its metrics on another port', async () => {
    const metrics = await (await fetch(`${gateway.service.operationsUrl}/metrics`)).text();

    expect(metrics).toContain('route="/api/vending/v1/*"');
  });
});

describe('a header that comes twice', () => {
  const speak = (...headers: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const lines = ['POST /api/vending/v1/vends HTTP/1.1', 'content-length: 0', 'connection: close', ...headers, '', ''];
      const socket = connect(gateway.service.port, '127.0.0.1', () => socket.write(lines.join('\r\n')));
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      socket.on('error', reject).on('close', () => resolve(answer));
    });

  it.each([
    ['the key of a sale', ['host: x', 'idempotency-key: k', 'Idempotency-Key: k']],
    ['the token', ['host: x', 'authorization: Bearer a', 'authorization: Bearer b']],
    ['the host', ['host: x', 'host: y']],
  ])('is refused, and reaches no service: %s', async (_what, headers) => {
    expect(await speak(...headers)).toContain('HTTP/1.1 400 ');
    expect(vending.seen).toEqual([]);
  });

  it('reaches the service where it is nobody’s business', async () => {
    expect(await speak('host: x', 'x-note: a', 'x-note: b')).toContain('HTTP/1.1 200 ');
  });
});

describe('the rate limit', () => {
  it('is per caller, typed, and says when to come back', async () => {
    const limited = await startGatewayUnderTest({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '3', VENDING_URL: vending.url });
    try {
      const token = await limited.signIn(ADMIN.username, ADMIN.password);
      const statuses: number[] = [];
      for (let count = 0; count < 4; count++) statuses.push((await limited.call('/api/vending/v1/x', { token })).status);

      expect(statuses).toEqual([200, 200, 200, 429]);
      const refused = await limited.call('/api/vending/v1/x', { token });
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(await problemOf(refused)).toEqual(problem(429, 'request.rate_limited'));
      expect((await limited.call('/api/vending/v1/x')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('does not let a forged token choose its own bucket', async () => {
    const limited = await startGatewayUnderTest({
      ANONYMOUS_RATE_LIMIT_PER_SECOND: '1',
      ANONYMOUS_RATE_LIMIT_BURST: '2',
      VENDING_URL: vending.url,
    });
    try {
      const statuses: number[] = [];
      for (const token of ['a.b.c', 'd.e.f', 'g.h.i']) statuses.push((await limited.call('/api/vending/v1/x', { token })).status);

      expect(statuses).toEqual([200, 200, 429]);
    } finally {
      await limited.stop();
    }
  });
});

async function speak(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(gateway.service.port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}
