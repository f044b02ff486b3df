import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../src/http/client-errors.js';
import { client, type Client } from '../src/http/client.js';
import { vendingApi } from '../src/http/vending.js';
import { shopApi } from './shop-api.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let origin: string;
let seen: Seen;
let answer: (response: ServerResponse) => void;
let shop: Client<typeof shopApi>;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      seen = { method: request.method, url: request.url, headers: request.headers, body };
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  shop = client(shopApi, { origin, token: () => Promise.resolve('t0ken') });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const article = {
  articleId: '0190f9c0-0000-7000-8000-000000000000',
  name: 'Lamp',
  price: { amountMinor: '1250', since: '2026-11-10T08:00:00Z' },
};
const problem = (status: number, code: string) => ({ type: 'urn:x', title: 'X', status, detail: 'not today', code });
const sale = { params: { articleId: 'a/b ü' }, headers: { 'idempotency-key': 'k-1' }, body: { pieces: 2 } } as const;

describe('a call', () => {
  it('goes to the address of the gateway with all its parts', async () => {
    answer = json(201, article);
    await shop.sell(sale);

    expect(seen).toMatchObject({ method: 'POST', url: '/api/shop/v1/articles/a%2Fb%20%C3%BC/sales', body: '{"pieces":2}' });
    expect(seen.headers).toMatchObject({ authorization: 'Bearer t0ken', 'idempotency-key': 'k-1', 'content-type': 'application/json' });
  });

  it('leaves out what is not given, and goes to the service itself where asked to', async () => {
    answer = json(200, { items: [] });
    const direct = client(shopApi, { origin: `${origin}/`, direct: true });

    await direct.list({ query: { limit: 5, name: undefined } });
    expect(seen.url).toBe('/v1/articles?limit=5');
    await direct.list();
    expect(seen.url).toBe('/v1/articles');
    expect(seen.headers.authorization).toBeUndefined();
    expect(seen.headers['content-type']).toBeUndefined();
  });

  it('carries the token of the one call rather than the client’s', async () => {
    answer = json(200, { items: [] });
    await shop.list({ token: 'another' });

    expect(seen.headers.authorization).toBe('Bearer another');
  });

  it('sends text as it is', async () => {
    answer = json(200, { articles: 2 });
    await shop.load({ body: 'a;b\nc;d' });

    expect(seen).toMatchObject({ body: 'a;b\nc;d' });
    expect(seen.headers['content-type']).toBe('text/csv');
  });

  it('sends a file where the body is read as it comes', async () => {
    const importId = '0190f9c0-0000-7000-8000-000000000001';
    answer = json(202, { importId });
    const { body } = await client(vendingApi, { origin }).importMeters({ body: new File(['meterNumber\n', '1'], 'meters.csv') });

    expect(body).toEqual({ importId });
    expect(seen).toMatchObject({ method: 'POST', url: '/api/vending/v1/meters/imports', body: 'meterNumber\n1' });
    expect(seen.headers['content-type']).toBe('text/csv');
  });

  it.each(['..', '.', ''])('refuses the parameter "%s", which would be another address', (articleId) => {
    expect(() => shop.remove({ params: { articleId } })).toThrow(TypeError);
  });

  it('is typed by the contract', () => {
    // @ts-expect-error the key is missing
    const withoutKey = (): unknown => shop.sell({ params: { articleId: 'a' }, body: { pieces: 1 } });
    // @ts-expect-error pieces is a number
    const wrongBody = (): unknown => shop.sell({ ...sale, body: { pieces: '1' } });

    expect([withoutKey, wrongBody]).toHaveLength(2);
  });
});

describe('an answer', () => {
  it('is told apart by its status, its body decoded by the schema, its headers at hand', async () => {
    answer = json(202, { ...article, addedLater: true }, { 'idempotency-replayed': 'true' });
    const sold = await shop.sell(sale);

    expect(sold.status).toBe(202);
    expect(sold.body.price).toEqual({ amountMinor: 1250n, since: new Date('2026-11-10T08:00:00Z') });
    expect(sold.headers.get('idempotency-replayed')).toBe('true');
  });

  it('may be nothing, text, or a stream that goes on', async () => {
    answer = (response) => response.writeHead(204).end();
    expect((await shop.remove({ params: { articleId: 'a' } })).body).toBeUndefined();

    answer = (response) => response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('Lamp — 12.50');
    expect((await shop.label({ params: { articleId: 'a' } })).body).toBe('Lamp — 12.50');

    let open!: ServerResponse;
    answer = (response) => {
      open = response.writeHead(200, { 'content-type': 'text/event-stream' });
      open.write('data: 1\n\n');
    };
    const reader = (await shop.watch({ timeoutMs: 5_000 })).body.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: 1\n\n');
    open.end('data: 2\n\n');
    expect((await reader.read()).value).toBe('data: 2\n\n');
  });
});

describe('a stream of events', () => {
  const told = (text: string) => (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);

  it('is read as its events are told, decoded by their schemas, until it ends', async () => {
    answer = told(
      'retry: 3000\n\nevent: sold\ndata: {"amountMinor":"5","since":"2026-11-10T08:00:00Z"}\n\nevent: constructor\ndata: {}\n\nevent: closed\ndata: {"by":"Ann","added":"later"}\n\n',
    );
    const { body } = await shop.follow();
    const events: string[] = [];
    for await (const { event, data } of body)
      events.push(event === 'sold' ? `${event} for ${data.amountMinor + 1n} since ${data.since.getFullYear()}` : `${event} by ${data.by}`);

    expect(events).toEqual(['sold for 6 since 2026', 'closed by Ann']);
  });

  it.each(['{"by":1}', 'no JSON'])('is refused where an event is %s', async (data) => {
    answer = told(`event: closed\ndata: ${data}\n\n`);
    const { body } = await shop.follow();

    await expect(body.next()).rejects.toMatchObject({ name: 'ApiError', code: 'client.answer_malformed' });
  });

  it('is closed by leaving it, or by the caller’s signal', async () => {
    const closed: Promise<unknown>[] = [];
    answer = (response) => {
      closed.push(once(response, 'close'));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: closed\ndata: {"by":"Ann"}\n\n');
    };
    for await (const { event } of (await shop.follow()).body) if (event === 'closed') break;
    await closed[0];

    const leaving = new AbortController();
    const { body } = await shop.follow({ signal: leaving.signal });
    await body.next();
    leaving.abort();
    await expect(body.next()).rejects.toMatchObject({ name: 'AbortError' });
    await closed[1];
  });

  it('is refused like any other call', async () => {
    answer = json(429, problem(429, 'shop.sold_out'), { 'content-type': 'application/problem+json' });

    await expect(shop.follow()).rejects.toMatchObject({ status: 429, code: 'shop.sold_out' });
  });
});

describe('a refusal', () => {
  const failureOf = async (call: Promise<unknown>): Promise<ApiError> => {
    const error: unknown = await call.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(ApiError);
    return error as ApiError;
  };

  it('is an ApiError with its code, what was said, and when to try again', async () => {
    answer = json(503, problem(503, 'service.unavailable'), { 'content-type': 'application/problem+json', 'retry-after': '2' });

    expect(await failureOf(shop.list())).toMatchObject({
      status: 503,
      code: 'service.unavailable',
      retryAfterSeconds: 2,
      problem: { detail: 'not today' },
      message: '503 service.unavailable: not today',
    });
  });

  it.each<[string, (response: ServerResponse) => void, number]>([
    ['an answer that the contract does not have', json(200, { items: [{ articleId: 'no uuid' }] }), 200],
    ['an answer that is no JSON', json(200, '<html>'), 200],
    ['an error that is no problem', json(502, '<html>Bad gateway</html>'), 502],
    ['a success of another status', json(201, { items: [] }), 201],
    ['nothing', json(200, ''), 200],
  ])('is malformed where there is %s', async (_what, how, status) => {
    answer = how;

    expect(await failureOf(shop.list())).toMatchObject({ status, code: 'client.answer_malformed' });
  });

  it('does not come from an answer that never came', async () => {
    answer = (response) => response.destroy();
    await expect(shop.list()).rejects.toThrow(TypeError);
  });

  it('is not waited for longer than is allowed', async () => {
    answer = () => undefined;
    await expect(shop.list({ timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('is not waited for by a caller who goes', async () => {
    const leaving = new AbortController();
    answer = () => leaving.abort();

    await expect(shop.list({ signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
