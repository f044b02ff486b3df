import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { connect as connectPlainly } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type Certificate, createAuthority, issueServer } from '@openprepay/certificates/certificate';
import { issueClient } from '@openprepay/certificates/client-certificate';
import { readSigningRequest } from '@openprepay/certificates/signing-request';
import { MAX_XMLVEND_BYTES, TILL_CERTIFICATE_HEADER, tillCertificateTerms } from '@openprepay/contracts/http/vending-xmlvend';
import { messageDigest } from '@openprepay/runtime/vouched-certificate';
import { signingRequest } from '@openprepay/testing/signing-request';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayUnderTest, startGatewayUnderTest, startStub, type StubService } from './gateway-under-test.js';

const DAY_MS = 86_400_000;
/** As the listener has it. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
const now = new Date();
const names = ['127.0.0.1', 'localhost'];

interface Shown {
  readonly cert: string;
  readonly key: string;
}

let folder: string;
let servers: Certificate;
let tills: Certificate;
let vending: StubService;
let gateway: GatewayUnderTest;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openprepay-https-'));
  [servers, tills] = await Promise.all([
    createAuthority({ name: 'servers', now, days: 30 }),
    createAuthority({ name: 'tills', now, days: 30 }),
  ]);
  await writeFile(join(folder, 'tills.pem'), tills.cert);
  await serve(await issueServer(servers, { names, now, days: 30 }));
  env = {
    HTTPS_PORT: '0',
    HTTPS_CERT_FILE: join(folder, 'server.pem'),
    HTTPS_KEY_FILE: join(folder, 'server.key'),
    HTTPS_CLIENT_CA_FILE: join(folder, 'tills.pem'),
    HTTPS_RELOAD_MS: '50',
  };
  vending = await startStub((asked, response) => {
    if (asked.url === '/v1/xmlvend/slow') void setTimeout(300).then(() => response.end('late'));
    else response.writeHead(200, { 'content-type': 'text/xml', 'x-till': 'till-1' }).end('<soap/>');
  });
  gateway = await startGatewayUnderTest({ ...env, VENDING_URL: vending.url });
});
afterAll(async () => {
  await gateway.stop();
  await vending.stop();
  await rm(folder, { recursive: true });
});

/** As whoever renews certificates does: each file aside and renamed. */
async function serve({ cert, key }: Shown): Promise<void> {
  for (const [file, text] of [
    ['server.key', key],
    ['server.pem', cert],
  ] as const) {
    await writeFile(join(folder, `${file}.new`), text);
    await rename(join(folder, `${file}.new`), join(folder, file));
  }
}

async function clientOf(authority: Certificate, { name = 'till-1', at = now, days = 2 } = {}): Promise<Shown> {
  const { csr, key } = signingRequest(`/CN=${name}`);
  const asked = await readSigningRequest(csr);
  if (typeof asked === 'string') throw new Error(asked);
  return { cert: (await issueClient(authority, asked, { name, now: at, days })).cert, key };
}

interface Sent {
  readonly shown?: Shown | undefined;
  readonly agent?: Agent;
  readonly headers?: Record<string, string>;
  readonly path?: string;
  readonly message?: string;
  readonly url?: string;
}

const httpsUrl = (of = gateway): string => of.service.httpsUrl ?? 'there is none';

/** @returns what came back, and what reached the service behind */
async function send({ shown, agent, headers = {}, path = '/xmlvend/plain', message = '<soap/>', url = httpsUrl() }: Sent) {
  vending.seen.splice(0);
  const call = request(`${url}${path}`, {
    method: 'POST',
    ca: servers.cert,
    ...(shown && { cert: shown.cert, key: shown.key }),
    agent: agent ?? new Agent(),
    headers: { 'content-type': 'text/xml', ...headers },
  });
  call.end(message);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(parts).toString(),
    said: vending.seen.at(0)?.headers[TILL_CERTIFICATE_HEADER] as string | undefined,
  };
}

const fingerprintOf = ({ cert }: Shown): string => new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();

describe('the gateway with TLS', () => {
  it('serves the same routes beside the plain ones, by TLS 1.2 and newer, and says so to whoever asked and to whom it asks', async () => {
    const answer = await send({});

    expect(answer).toMatchObject({ status: 200, body: '<soap/>' });
    expect(answer.headers['strict-transport-security'], 'it would shut the plain port to browsers').toBeUndefined();
    expect(vending.seen[0]?.headers).toMatchObject({ 'x-forwarded-proto': 'https' });
    expect((await gateway.call('/api/auth/jwks.json')).status).toBe(200);
    for (const [version, taken] of [
      ['TLSv1.2', true],
      ['TLSv1.1', false],
    ] as const) {
      const socket = connect({ port: Number(new URL(httpsUrl()).port), ca: servers.cert, minVersion: 'TLSv1', maxVersion: version });
      const first = await once(socket, 'secureConnect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      expect(first).toBe(taken);
    }
  });

  it('ends a connection whose handshake takes too long', async () => {
    const socket = connectPlainly(Number(new URL(httpsUrl()).port), '127.0.0.1');
    socket.resume();
    const ended = await Promise.race([
      once(socket, 'close').then(() => true),
      setTimeout(HANDSHAKE_TIMEOUT_MS + 5_000, false, { ref: false }),
    ]);
    socket.destroy();

    expect(ended).toBe(true);
  });

  it('answers what is no HTTP as the plain port does', async () => {
    const socket = connect({ port: Number(new URL(httpsUrl()).port), ca: servers.cert });
    await once(socket, 'secureConnect');
    socket.end('hello\r\n\r\n');
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);

    expect(Buffer.concat(parts).toString()).toContain('"code":"request.invalid"');
  });

  it('shows a renewed certificate to those who connect from then on, and goes on with the one before where the new one is broken', async () => {
    const shownNow = async (): Promise<string> => {
      const socket = connect({ port: Number(new URL(httpsUrl()).port), ca: servers.cert });
      await once(socket, 'secureConnect');
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    const renewed = await issueServer(servers, { names, now, days: 20 });
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    await send({ agent: kept });

    await serve(renewed);
    await expect.poll(shownNow).toBe(new X509Certificate(renewed.cert).fingerprint256);
    expect((await send({ agent: kept })).status).toBe(200);
    await serve({ cert: 'nothing that could be used', key: renewed.key });
    await expect.poll(() => gateway.logs.join('')).toContain('the renewed certificate cannot be used');

    expect(await shownNow()).toBe(new X509Certificate(renewed.cert).fingerprint256);
    await serve(renewed);
    kept.destroy();
  });

  it('goes on with the authority of tills that it had where the file of the new one is empty', async () => {
    const authority = join(folder, 'tills.pem');
    const told = gateway.logs.length;
    await writeFile(authority, '');
    await expect.poll(() => gateway.logs.slice(told).join('')).toContain('the renewed certificate cannot be used');

    expect((await send({ shown: await clientOf(tills) })).said).toBeDefined();
    await writeFile(authority, tills.cert);
  });

  it('closes at once where somebody is connected and asks for nothing', async () => {
    const alone = await startGatewayUnderTest({ ...env, VENDING_URL: vending.url });
    const socket = connect({ port: Number(new URL(httpsUrl(alone)).port), ca: servers.cert });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    const beganMs = performance.now();
    await alone.stop();
    socket.destroy();

    expect(performance.now() - beganMs).toBeLessThan(10_000);
  });

  it('is the only way in where the plain one is switched off, and ends with what it was answering', async () => {
    const alone = await startGatewayUnderTest({ ...env, VENDING_URL: vending.url, HTTP_PLAIN: 'false' });
    expect(alone.service.url).toBe(alone.service.httpsUrl);
    expect((await send({ url: alone.service.url })).headers['strict-transport-security']).toBeDefined();
    await expect(fetch(alone.service.url.replace('https:', 'http:'))).rejects.toThrow();
    const kept = new Agent({ keepAlive: true });

    const late = send({ url: alone.service.url, path: '/xmlvend/slow', agent: kept });
    await expect.poll(() => vending.seen.length).toBe(1);
    await alone.stop();

    expect(await late).toMatchObject({ status: 200, body: 'late' });
  });
});

describe('a till that shows a certificate', () => {
  it('is vouched for by a statement that the gateway has signed, of each message of a connection, which is passed on as it was', async () => {
    const till = await clientOf(tills);
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });

    for (const [profile, message] of [
      ['plain', '<soap/>'],
      ['itron', `<soap>${'é'.repeat(100_000)}</soap>`],
      ['plain', ''],
    ] as const) {
      const { said = '', status } = await send({ shown: till, agent: kept, path: `/xmlvend/${profile}`, message });
      const keys = createRemoteJWKSet(new URL(`${gateway.service.url}/api/auth/jwks.json`));
      const { payload } = await jwtVerify(said, keys, { ...tillCertificateTerms });
      const digest = messageDigest({ method: 'POST', path: `/v1/xmlvend/${profile}`, body: Buffer.from(message) });
      expect(payload).toMatchObject({ fingerprint: fingerprintOf(till), message: digest });
      expect([status, vending.seen[0]?.body]).toEqual([200, message]);
    }
    kept.destroy();
  });

  it('is refused a message that is longer than vending takes, of which nothing is passed on', async () => {
    const till = await clientOf(tills);

    const { status, said } = await send({ shown: till, message: 'x'.repeat(MAX_XMLVEND_BYTES + 1) });

    expect([status, said]).toEqual([413, undefined]);
    expect(vending.seen).toHaveLength(0);
  });

  it('and breaks off in the middle of its message is nobody’s error, and nothing of it is passed on', async () => {
    const { cert, key } = await clientOf(tills);
    vending.seen.splice(0);
    const told = gateway.logs.length;
    const socket = connect({ port: Number(new URL(httpsUrl()).port), ca: servers.cert, cert, key });
    await once(socket, 'secureConnect');
    socket.write(
      'POST /xmlvend/plain HTTP/1.1\r\nhost: h\r\ncontent-type: text/xml\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n<soap>',
    );
    await once(socket, 'data');

    socket.destroy();

    const logged = (): string => gateway.logs.slice(told).join('');
    await expect.poll(logged).toContain('the client broke off');
    for (const failed of ['request failed', 'a part is unavailable']) expect(logged()).not.toContain(failed);
    expect(vending.seen).toEqual([]);
  });

  it('is not vouched for where it asks for something else, nor is whoever has what the gateway said let in by it', async () => {
    const till = await clientOf(tills);
    const { said = '' } = await send({ shown: till });

    expect((await send({ shown: till, path: '/api/vending/v1/vends' })).said).toBeUndefined();
    const { status } = await gateway.call('/api/auth/users', { token: said });
    expect(status).toBe(401);
  });

  it('may come without one: then nothing is said of it', async () => {
    expect(await send({})).toMatchObject({ status: 200, said: undefined });
  });

  it.each<[string, () => Promise<Shown>]>([
    ['another authority’s', async () => clientOf(await createAuthority({ name: 'tills', now, days: 30 }))],
    ['the servers’ authority’s', () => clientOf(servers)],
    ['a server’s', () => issueServer(tills, { names, now, days: 2 })],
    ['past its end', () => clientOf(tills, { at: new Date(now.getTime() - 3 * DAY_MS), days: 1 })],
    ['signed by itself under the same name', () => createAuthority({ name: 'till-1', now, days: 30 })],
  ])('is not vouched for by one that is %s', async (_which, shown) => {
    expect(await send({ shown: await shown() })).toMatchObject({ status: 200, said: undefined });
  });
});

describe('a statement that comes from outside', () => {
  it('is dropped, by either door, with a certificate and without', async () => {
    const till = await clientOf(tills);
    const { said = '' } = await send({ shown: till });
    const headers = { [TILL_CERTIFICATE_HEADER]: said, 'X-Till-Certificate': said };

    expect((await send({ headers })).said).toBeUndefined();
    expect((await send({ headers, path: '/api/vending/v1/xmlvend/plain' })).said).toBeUndefined();
    vending.seen.splice(0);
    await gateway.call('/xmlvend/plain', { method: 'POST', body: '<soap/>', headers });
    await gateway.call('/api/vending/v1/xmlvend/plain', { method: 'POST', body: '<soap/>', headers });
    expect(vending.seen.map((one) => one.headers[TILL_CERTIFICATE_HEADER])).toEqual([undefined, undefined]);
    const other = await clientOf(tills, { name: 'till-2' });
    const { said: ofOther } = await send({ shown: other, headers });
    expect(ofOther).toBeDefined();
    expect(ofOther).not.toBe(said);
  });
});
