import { type Certificate, createAuthority } from '@openprepay/certificates/certificate';
import { issueClient } from '@openprepay/certificates/client-certificate';
import { readSigningRequest } from '@openprepay/certificates/signing-request';
import { type TestAuthority as TestSigner, testAuthority } from '@openprepay/testing/certificates';
import { signingRequest } from '@openprepay/testing/signing-request';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '../src/broker.js';
import { RawClient } from '../src/raw-client.js';
import { startAuthority, type TestAuthority } from './authority.js';

const METER = '07000000017';
const DAY_MS = 86_400_000;

let signer: TestSigner;
let meters: Certificate;
let authority: TestAuthority;
let broker: EmbeddedMqtt;
const clients: RawClient[] = [];

const now = new Date();

async function certificateOf(name: string, { by = meters, from = now, days = 2 } = {}) {
  const { csr, key } = signingRequest(`/CN=${name}`);
  const request = await readSigningRequest(csr);
  if (typeof request === 'string') throw new Error(request);
  return { ...(await issueClient(by, request, { name, now: from, days })), key };
}

beforeAll(async () => {
  signer = await testAuthority();
  meters = await createAuthority({ name: 'meters', now: new Date(now.getTime() - 90 * DAY_MS), days: 120 });
});
beforeEach(async () => {
  authority = await startAuthority();
  await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await broker.stop();
  await authority.stop();
});

async function start(more: { readonly plain?: boolean } = {}): Promise<void> {
  const { authUrl, aclUrl } = authority;
  const tls = { ...signer.server, clientCa: meters.cert };
  broker = await startEmbeddedMqtt({ authUrl, aclUrl, ingestUsername: 'telemetry', tls, ...more });
}

interface Shown {
  readonly cert: string;
  readonly key: string;
}

async function login(
  shown: Shown | undefined,
  connect: { readonly clientId: string; readonly username?: string; readonly password?: Buffer },
) {
  const client = await RawClient.open(broker.tlsPort!, { ca: signer.ca, ...shown });
  clients.push(client);
  client.send({ cmd: 'connect', keepalive: 60, clean: true, ...connect });
  await client.until(() => client.closed || client.of('connack').length > 0);
  return client;
}

const codeOf = (client: RawClient): number | undefined => client.of('connack')[0]?.returnCode;

describe('a client that shows a certificate', () => {
  it('is told of to the authority with its name and its fingerprint, and let in without a password', async () => {
    authority.trusting = true;
    const shown = await certificateOf(METER);

    const client = await login(shown, { clientId: METER, username: METER });

    expect(codeOf(client)).toBe(0);
    expect(authority.connects.at(-1)).toMatchObject({
      ...{ clientid: METER, username: METER, password: '', cert_common_name: METER },
      cert_fingerprint: Buffer.from(shown.fingerprint).toString('hex'),
    });
  });

  it('is called by the name of its certificate where it says none', async () => {
    authority.trusting = true;

    expect(codeOf(await login(await certificateOf(METER), { clientId: METER }))).toBe(0);
    expect(authority.connectsAsked).toEqual([METER]);
  });

  it.each([
    ['of another authority by the same name', async () => ({ by: await createAuthority({ name: 'meters', now, days: 2 }) })],
    ['that is past its end', () => Promise.resolve({ from: new Date(now.getTime() - 20 * DAY_MS), days: 2 })],
  ])('%s has its connection ended, and nobody is asked', async (_what, how) => {
    authority.trusting = true;
    const client = await login(await certificateOf(METER, await how()), { clientId: METER, username: METER });

    expect(client.closed).toBe(true);
    expect(codeOf(client)).toBeUndefined();
    expect(authority.connectsAsked).toEqual([]);
  });

  it('that the broker itself shows to clients is not let in by it', async () => {
    const client = await login(signer.server, { clientId: METER, username: METER });

    expect(client.closed).toBe(true);
    expect(authority.connectsAsked).toEqual([]);
  });
});

describe('a client that shows no certificate where one may be shown', () => {
  it('comes in by its password, and nothing is said of a certificate', async () => {
    expect(codeOf(await login(undefined, { clientId: METER, username: METER, password: Buffer.from('right') }))).toBe(0);
    expect(authority.connects.at(-1)).not.toHaveProperty('cert_common_name');
  });

  it('is not let in by saying a name that somebody has a certificate for', async () => {
    expect(codeOf(await login(undefined, { clientId: METER, username: METER }))).toBe(4);
  });
});

describe('a broker without its plain listener', () => {
  it('is reached by TLS alone', async () => {
    await broker.stop();
    await start({ plain: false });

    expect(broker.url).toBe(`mqtts://127.0.0.1:${broker.tlsPort}`);
    expect(broker.port).toBe(broker.tlsPort);
    expect(codeOf(await login(undefined, { clientId: METER, username: METER, password: Buffer.from('right') }))).toBe(0);
    const inTheClear = await RawClient.login(broker.port, METER);
    expect(inTheClear.closed).toBe(true);
    expect(inTheClear.of('connack')).toEqual([]);
  });

  it('does not start without TLS either', async () => {
    const { authUrl, aclUrl } = authority;
    await expect(startEmbeddedMqtt({ authUrl, aclUrl, ingestUsername: 'telemetry', plain: false })).rejects.toThrow(TypeError);
  });
});
