import { type IncomingHttpHeaders, request } from 'node:http';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayUnderTest, problem, problemOf, startGatewayUnderTest } from './gateway-under-test.js';

const INDEX = '<!doctype html><title>Now</title><script type="module" src="/assets/index-BxY12_ab.js"></script>';
const SCRIPT = 'export const answer = 42; // a script long enough to be worth its compression';
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const SECRET = 'planted-outside-of-the-folder';

let folder: string;
let gateway: GatewayUnderTest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openprepay-dashboard-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await mkdir(join(dist, 'api', 'auth'), { recursive: true });
  const script = join(dist, 'assets', 'index-BxY12_ab.js');
  await Promise.all([
    writeFile(join(folder, 'secret.txt'), SECRET),
    writeFile(join(dist, 'index.html'), INDEX),
    writeFile(script, SCRIPT),
    writeFile(`${script}.br`, brotliCompressSync(SCRIPT)),
    writeFile(`${script}.gz`, gzipSync(SCRIPT)),
    writeFile(join(dist, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(dist, 'api', 'auth', 'token'), 'never this'),
  ]);
  await symlink(join(folder, 'secret.txt'), join(dist, 'linked.txt'));
  await symlink(folder, join(dist, 'up'));
  gateway = await startGatewayUnderTest({ DASHBOARD_DIR: dist });
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true });
});

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Byte for byte as it is written: `fetch` tidies addresses up and decompresses. */
const raw = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.service.url);
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });

describe('the dashboard', () => {
  it.each(['/', '/sell', '/meters/01234567890', '/tariffs/A%2FB', '/sell?amount=5'])('is the page at %s', async (path) => {
    const { status, headers, body } = await raw(path, HTML);

    expect([status, body.toString()]).toEqual([200, INDEX]);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  });

  it('runs no script but its files’, is framed by nobody and takes nothing from elsewhere', async () => {
    const { headers } = await raw('/', HTML);
    const policy = String(headers['content-security-policy']);

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|data:|https?:|\*)/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  it('has files that are kept for ever where their name says their content, and asked for again where not', async () => {
    expect((await raw('/assets/index-BxY12_ab.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    expect((await raw('/favicon.svg')).headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
  });

  it('sends what was compressed beforehand to whoever takes it', async () => {
    const path = '/assets/index-BxY12_ab.js';
    const [best, older, plain, none] = [
      await raw(path, { 'accept-encoding': 'gzip, deflate, br' }),
      await raw(path, { 'accept-encoding': 'gzip;q=0.5, br;q=0' }),
      await raw(path),
      await raw(path, { 'accept-encoding': 'identity, *;q=0' }),
    ];

    expect([best.headers['content-encoding'], brotliDecompressSync(best.body).toString()]).toEqual(['br', SCRIPT]);
    expect([older.headers['content-encoding'], gunzipSync(older.body).toString()]).toEqual(['gzip', SCRIPT]);
    for (const { headers, body } of [plain, none]) expect([headers['content-encoding'], body.toString()]).toEqual([undefined, SCRIPT]);
    expect(new Set([best, older, plain].map(({ headers }) => headers.etag)).size).toBe(3);
    for (const { headers } of [best, older, plain]) expect(headers.vary).toBe('accept-encoding');
    expect((await raw(`${path}.br`)).status).toBe(404);
  });

  it('is not sent again to whoever has it, and its head is had alone', async () => {
    const { headers } = await raw('/', HTML);
    const unchanged = await raw('/', { ...HTML, 'if-none-match': `"other", W/${String(headers.etag)}` });
    expect([unchanged.status, unchanged.body.length, unchanged.headers.etag]).toEqual([304, 0, headers.etag]);
    expect((await raw('/', { ...HTML, 'if-none-match': '"other"' })).status).toBe(200);

    const head = await raw('/', HTML, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(Buffer.byteLength(INDEX))]);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/up/secret.txt',
    '/linked.txt',
    '//secret.txt',
    '/assets/%00/../../secret.txt',
    '/./../secret.txt',
    '/etc/passwd',
    '/%zz',
    '/index.html%00.js',
  ])('gives nothing from outside of its folder at %s', async (path) => {
    for (const headers of [{}, HTML]) {
      const { status, body } = await raw(path, headers);
      expect(body.toString()).not.toMatch(/planted|root:/);
      expect(status === 200 ? body.toString() : INDEX).toBe(INDEX);
    }
  });

  it.each([
    '/api',
    '/api/',
    '/api/nowhere',
    '/api/vending/v2/x',
    '/%61pi/nowhere',
    '/API/nowhere',
    '/api/auth/token.html',
    '/assets/gone-12345678.js',
  ])('is no page at %s', async (path) => {
    const { status, body } = await raw(path, HTML);

    expect(status).toBe(404);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'request.not_found' });
  });

  it('leaves the API as it is', async () => {
    expect(await problemOf(await gateway.call('/api/auth/token', { headers: HTML }))).toEqual(problem(405, 'request.method_not_allowed'));
    expect(await problemOf(await gateway.call('/api/auth/me', { headers: HTML }))).toEqual(problem(401, 'auth.unauthenticated'));
    expect((await gateway.call('/api/vending/v1/vends', { headers: HTML })).status).toBe(503);
    expect((await gateway.call('/sell', { method: 'POST', headers: HTML })).status).toBe(404);
    expect((await gateway.call('/sell')).status).toBe(404);
    expect((await gateway.call('/assets/index-BxY12_ab.js')).status).toBe(200);
  });
});

describe('a gateway without a build', () => {
  it('answers as it does without a dashboard', async () => {
    const bare = await startGatewayUnderTest({ DASHBOARD_DIR: join(folder, 'nowhere') });
    try {
      const response = await bare.call('/', { headers: HTML });
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('status.js')]);
      expect((await bare.call('/sell', { headers: HTML })).status).toBe(404);
    } finally {
      await bare.stop();
    }
  });
});
