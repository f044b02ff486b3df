import { connect } from 'node:net';
import type { Role } from '@openprepay/contracts/identity';
import { type Problem, problem } from '@openprepay/contracts/http/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MAX_FIELD_ERRORS, MAX_FIELD_TEXT_LENGTH } from '../src/input.js';
import { type Example, startExample } from './example-service.js';

let example: Example;
let clerk: Record<string, string>;

beforeAll(async () => {
  example = await startExample();
  clerk = { authorization: `Bearer ${await example.identity.tokenFor({ roles: ['clerk'], utility: 'north' })}` };
});
afterAll(() => example.stop());

const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${example.service.url}${path}`, init);
const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  call('/v1/notes', { method: 'POST', body, headers: { ...clerk, 'content-type': 'application/json', ...headers } });

const custodian = async (): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await example.identity.tokenFor({ roles: ['custodian'], utility: 'north' })}`,
});

async function expectProblem(response: Response, status: number, code: string): Promise<Problem> {
  const body = problem.parse(await response.json());
  expect({ status: response.status, code: body.code, type: response.headers.get('content-type') }).toEqual({
    status,
    code,
    type: 'application/problem+json; charset=utf-8',
  });
  expect(body.status).toBe(status);
  return body;
}

describe('an answer', () => {
  it('carries the status of the endpoint, or the one the handler chose with its headers', async () => {
    const created = await post('{"text":"hello"}');
    const accepted = await post('{"text":"later"}');

    expect(created.status).toBe(201);
    expect(accepted.status).toBe(202);
    const { id } = (await accepted.json()) as { readonly id: string };
    expect(accepted.headers.get('location')).toBe(`/v1/notes/${id}`);
  });

  it('repeats a usable request id and replaces one that could not stand in a log', async () => {
    const kept = await call('/health/live', { headers: { 'x-request-id': 'pos-17.4' } });
    const replaced = await call('/health/live', { headers: { 'x-request-id': 'a b<script>' } });

    expect(kept.headers.get('x-request-id')).toBe('pos-17.4');
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a trace', () => {
  it('of the caller goes on in the handler, with a span of ours, also after a long body', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { ...clerk, 'content-type': 'text/csv', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const response = await call('/v1/notes/import', { method: 'POST', body: 'x'.repeat(1_500_000), headers });
    const { trace } = (await response.json()) as { readonly trace: string };

    expect(trace).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(trace).not.toContain('b7ad6b7169203331');
  });
});

describe('a refusal is problem+json with a code', () => {
  it.each([
    ['malformed JSON', '{"text":', 400, 'request.invalid'],
    ['a body that is no object', '[]', 400, 'request.invalid'],
    ['null', 'null', 400, 'request.invalid'],
    ['an empty body', '', 400, 'request.invalid'],
    ['an unknown field', '{"text":"a","admin":true}', 400, 'request.invalid'],
    ['__proto__', '{"text":"a","__proto__":{"x":1}}', 400, 'request.invalid'],
    ['a constructor with a prototype', '{"text":"a","constructor":{"prototype":{"x":1}}}', 400, 'request.invalid'],
    ['a NUL character', '{"text":"a\\u0000b"}', 400, 'request.invalid'],
    ['what tells a terminal something', '{"text":"a\\u001b[2Jb"}', 400, 'request.invalid'],
    ['a name that rings', '{"te\\u0007xt":"a"}', 400, 'request.invalid'],
    ['half a character', '{"text":"a\\ud83d"}', 400, 'request.invalid'],
    ['a body nested too deep', `{"text":"a","tags":${'['.repeat(8_000)}${']'.repeat(8_000)}}`, 400, 'request.invalid'],
    ['a body above the limit', JSON.stringify({ text: 'x'.repeat(16_384) }), 413, 'request.body_too_large'],
    ['a name that an object has twice', '{"text":"a","text":"b"}', 400, 'request.invalid'],
    ['a name that is there twice, written in two ways', '{"text":"a","te\\u0078t":"b"}', 400, 'request.invalid'],
  ])('%s', async (_name, body, status, code) => {
    await expectProblem(await post(body), status, code);
  });

  it('names the places that are wrong', async () => {
    const { errors } = await expectProblem(await post('{"text":7,"tags":["a",1]}'), 400, 'request.invalid');

    expect(errors?.map(({ path }) => path)).toEqual(['text', 'tags.1']);
  });

  it('does not give back what was sent wrong: few places, each cut short, and not a second time in its detail', async () => {
    const names = Object.fromEntries(Array.from({ length: 1_000 }, (_, place) => [`unknown-${place}`, 1]));
    const tags = Array.from({ length: 1_000 }, () => 7);
    for (const wrong of [
      { text: 'a', ...names },
      { text: 7, tags },
      { text: 'a', ['x'.repeat(10_000)]: 1 },
    ]) {
      const refused = await expectProblem(await post(JSON.stringify(wrong)), 400, 'request.invalid');

      expect(refused.errors!.length).toBeLessThanOrEqual(MAX_FIELD_ERRORS);
      for (const { path, message } of refused.errors!)
        expect(Math.max(path.length, message.length)).toBeLessThanOrEqual(MAX_FIELD_TEXT_LENGTH);
      expect(refused.detail.length).toBeLessThan(500);
    }
  });

  it('a header that comes twice and means one thing: the host, the token, one that the contract names', async () => {
    const request = (...headers: readonly string[]): Promise<string> =>
      speak(['PUT /v1/notes/n-1/key HTTP/1.1', 'content-length: 0', 'connection: close', ...headers, '', ''].join('\r\n'));
    const authorization = `authorization: ${clerk['authorization']}`;

    for (const twice of ['host: x', 'note-key: abc', authorization]) {
      const answer = await request(...new Set(['host: x', authorization, 'note-key: abc']), twice);
      expect(answer).toContain('HTTP/1.1 400 ');
      expect(answer).toContain('comes more than once');
    }
    expect(await request('host: x', authorization, 'note-key: abc', 'x-other: 1', 'x-other: 2')).not.toContain('comes more than once');
  });

  it.each(['text/plain', 'application/xml', 'nonsense', 'application/json5', 'multipart/form-data; boundary=x'])(
    'the media type %s',
    async (type) => {
      await expectProblem(await post('text', { 'content-type': type }), 415, 'request.unsupported_media_type');
    },
  );

  it('JSON for an endpoint that takes CSV, which may be larger than a JSON body', async () => {
    const upload = (body: string, type: string): Promise<Response> =>
      call('/v1/notes/import', { method: 'POST', body, headers: { ...clerk, 'content-type': type } });

    await expectProblem(await upload('{}', 'application/json'), 415, 'request.unsupported_media_type');
    const large = await upload('x'.repeat(1_500_000), 'text/csv');
    expect(await large.json()).toMatchObject({ bytes: 1_500_000 });
    await expectProblem(await upload('x'.repeat(2_100_000), 'text/csv'), 413, 'request.body_too_large');
  });

  it('an unknown address, a wrong method with what is allowed, an address that cannot be decoded', async () => {
    await expectProblem(await call('/v1/nothing'), 404, 'request.not_found');
    const wrongMethod = await call('/v1/notes', { method: 'DELETE', headers: clerk });
    expect(wrongMethod.headers.get('allow')).toBe('GET, HEAD, POST');
    await expectProblem(wrongMethod, 405, 'request.method_not_allowed');
    await expectProblem(await call('/v1/notes/%ff', { headers: clerk }), 400, 'request.invalid');
    await expectProblem(await call(`/v1/notes/${'x'.repeat(300)}`, { headers: clerk }), 414, 'request.uri_too_long');
  });

  it('a value that the schema lets through and the database cannot hold', async () => {
    await expectProblem(await call('/v1/notes/not-a-uuid', { headers: clerk }), 400, 'request.invalid');
    await expectProblem(await call('/v1/notes/%00', { headers: clerk }), 400, 'request.invalid');
  });

  it('but an empty cursor is none', async () => {
    expect((await call('/v1/notes?cursor=', { headers: clerk })).status).toBe(200);
  });

  it('a query that is given twice or is no number', async () => {
    await expectProblem(await call('/v1/notes?limit=1&limit=2', { headers: clerk }), 400, 'request.invalid');
    await expectProblem(await call('/v1/notes?limit=many', { headers: clerk }), 400, 'request.invalid');
  });

  it('a query parameter that the contract does not know, also where the handler asks for no query', async () => {
    await expectProblem(await call('/v1/notes?limt=5', { headers: clerk }), 400, 'request.invalid');
    const id = '0190f9c0-0000-7000-8000-000000000000';
    await expectProblem(await call(`/v1/notes/${id}?verbose=1`, { headers: clerk }), 400, 'request.invalid');
    await expectProblem(await call('/v1/notes/secret?x=1', { method: 'POST', headers: await custodian() }), 400, 'request.invalid');
  });

  it('the domain’s own codes, mapped or not, and bugs without their message', async () => {
    await expectProblem(await call('/v1/notes/fails/coded'), 409, 'example.note_refused');
    await expectProblem(await call('/v1/notes/fails/unmapped'), 422, 'other.unmapped_code');
    const bug = await expectProblem(await call('/v1/notes/fails/bug'), 500, 'service.internal');
    expect(JSON.stringify(bug)).not.toContain('planted-bug-message');
  });

  it.each([
    ['what is no HTTP', 'nonsense\r\n\r\n', '400'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, '431'],
    ['a length that is not one', 'POST /v1/notes HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n', '400'],
  ])('%s', async (_name, bytes, status) => {
    const answer = await speak(bytes);

    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
  });
});

describe('an input', () => {
  const key = (path: string, headers: Record<string, string>, body = '{"colour":"red"}'): Promise<Response> =>
    call(path, { method: 'PUT', body, headers: { ...clerk, 'content-type': 'application/json', ...headers } });

  it('reaches the handler decoded: the path, the query as numbers, the named headers alone', async () => {
    const response = await key('/v1/notes/n-1/key?times=3', { 'note-key': 'abc', 'x-other': 'ignored' });

    expect(await response.json()).toEqual({ id: 'n-1', times: 3, key: 'abc', body: { colour: 'red' } });
  });

  it('that the domain reads itself comes as it is, but never with what no column holds', async () => {
    expect(await (await key('/v1/notes/n-1/key', { 'note-key': 'abc' }, '{"colour":7}')).json()).toMatchObject({ body: { colour: 7 } });
    await expectProblem(await key('/v1/notes/n-1/key', { 'note-key': 'abc' }, '{"colour":"\\u0000"}'), 400, 'request.invalid');
  });

  it('is refused with the code of the domain where the contract gives it one, missing or wrong, and names the place', async () => {
    await expectProblem(await key('/v1/notes/n-1/key', {}), 400, 'example.key_missing');
    await expectProblem(await key('/v1/notes/n-1/key', { 'note-key': '' }), 400, 'example.key_missing');
    const { errors } = await expectProblem(await key('/v1/notes/n-1/key', { 'note-key': 'ABC' }), 400, 'example.key_invalid');
    expect(errors?.map(({ path }) => path)).toEqual(['note-key']);
  });

  it('is read only once the caller may call', async () => {
    await expectProblem(await call('/v1/notes?limt=5'), 401, 'auth.unauthenticated');
    await expectProblem(await call('/v1/notes?limt=5', { headers: await custodian() }), 403, 'auth.forbidden');
  });
});

describe('who may call', () => {
  const notes = async (authorization?: string): Promise<Response> =>
    call('/v1/notes', { headers: authorization === undefined ? {} : { authorization } });

  it('refuses no token, a token of another key, an expired one, another issuer or audience, and no JWT at all', async () => {
    const { identity } = example;
    const principal = { roles: ['clerk'] } as const;
    const refused = [
      undefined,
      'Basic YTpi',
      'Bearer x.y.z',
      'Bearer ',
      `Bearer ${await identity.forgedTokenFor(principal)}`,
      `Bearer ${await identity.tokenFor({ ...principal, expiresInS: -60 })}`,
      `Bearer ${await identity.tokenFor({ ...principal, issuer: 'elsewhere' })}`,
      `Bearer ${await identity.tokenFor({ ...principal, audience: 'another-system' })}`,
      `Bearer ${unsigned({ sub: 'a', username: 'a', utility: 'north', roles: ['admin'], iss: 'openprepay', aud: 'openprepay', exp: 4e9 })}`,
    ];

    for (const authorization of refused) {
      const response = await notes(authorization);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      await expectProblem(response, 401, 'auth.unauthenticated');
    }
  });

  it('lets admin do what is not excluded, auditor read, and others by their role', async () => {
    const as = async (role: 'admin' | 'auditor' | 'vendor' | 'custodian', method: string, path: string): Promise<number> => {
      const authorization = `Bearer ${await example.identity.tokenFor({ roles: [role], utility: 'north' })}`;
      const body = method === 'POST' ? '{"text":"a"}' : null;
      const response = await call(path, {
        method,
        body,
        headers: { authorization, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      });
      return response.status;
    };

    expect(await as('admin', 'POST', '/v1/notes')).toBe(201);
    expect(await as('admin', 'POST', '/v1/notes/secret')).toBe(403);
    expect(await as('custodian', 'POST', '/v1/notes/secret')).toBe(200);
    expect(await as('auditor', 'GET', '/v1/notes')).toBe(200);
    expect(await as('auditor', 'POST', '/v1/notes')).toBe(403);
    expect(await as('vendor', 'GET', '/v1/notes')).toBe(403);
  });

  it('keeps out of what excludes administrators whoever is one, whatever else they hold', async () => {
    const as = async (principal: { readonly roles: readonly Role[]; readonly platform?: boolean }): Promise<number> => {
      const authorization = `Bearer ${await example.identity.tokenFor({ utility: 'north', ...principal })}`;
      return (await call('/v1/notes/secret', { method: 'POST', headers: { authorization } })).status;
    };

    expect(await as({ roles: ['admin', 'custodian'] })).toBe(403);
    expect(await as({ roles: ['custodian', 'auditor', 'admin'] })).toBe(403);
    expect(await as({ roles: ['custodian'], platform: true })).toBe(403);
    expect(await as({ roles: ['custodian', 'engineer'] })).toBe(200);
  });

  it('shows a utility only its own rows', async () => {
    const south = `Bearer ${await example.identity.tokenFor({ roles: ['clerk'], utility: 'south' })}`;
    const created = (await (await post('{"text":"of the north"}')).json()) as { readonly id: string };

    expect(await (await notes(south)).json()).toEqual({ items: [] });
    await expectProblem(await call(`/v1/notes/${created.id}`, { headers: { authorization: south } }), 404, 'example.note_not_found');
  });
});

describe('for machines', () => {
  it('tells liveness, readiness, durations by route and the OpenAPI document', async () => {
    expect((await call('/health/live')).status).toBe(200);
    expect(await (await call('/health/ready')).json()).toEqual({ status: 'ready', checks: { clock: 'ok', database: 'ok' } });
    const metrics = await (await call('/metrics')).text();
    expect(metrics).toContain('route="/v1/notes/:id"');
    expect(metrics).toContain('process_cpu_user_seconds_total');
    const document = (await (await call('/v1/openapi.json')).json()) as { readonly paths: Record<string, Record<string, unknown>> };
    expect(Object.keys(document.paths)).toContain('/api/example/v1/notes/{id}');
    expect(JSON.stringify(document.paths['/api/example/v1/notes']?.['post'])).toContain('"maxLength":50');
  });
});

describe('an outage of the database', () => {
  it('is 503 with Retry-After, not ready, and over when the database is back', async () => {
    await example.postgres.kill();

    const during = await call('/v1/notes', { headers: clerk });
    expect(during.headers.get('retry-after')).toBe('2');
    await expectProblem(during, 503, 'service.unavailable');
    expect((await call('/health/ready')).status).toBe(503);
    expect((await call('/health/live')).status).toBe(200);

    await example.postgres.restart();
    expect((await call('/v1/notes', { headers: clerk })).status).toBe(200);
    expect((await call('/health/ready')).status).toBe(200);
  });
});

describe('the log', () => {
  it('holds no token, password or header that passed through, at any level', async () => {
    const planted = 'pl4nted-s3cret';
    await post(JSON.stringify({ text: planted, password: planted }));
    await call(`/v1/notes?token=${planted}`, { headers: { authorization: `Bearer ${planted}` } });
    await call(`/v1/${planted}`);

    const text = example.logs.join('');
    expect(text).toContain('request refused');
    expect(text).not.toContain(planted);
    expect(text).not.toContain(clerk['authorization']!.slice(7, 40));
  });
});

const unsigned = (claims: object): string => `${base64({ alg: 'none' })}.${base64(claims)}.AA`;
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function speak(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(example.service.port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}
