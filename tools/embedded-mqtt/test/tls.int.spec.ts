import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '../src/broker.js';
import { RawClient } from '../src/raw-client.js';
import { startAuthority, type TestAuthority } from './authority.js';

const METER = '07000000017';
const READINGS = `meters/${METER}/readings`;

let folder: string;
let identity: { readonly cert: string; readonly key: string };
let authority: TestAuthority;
let broker: EmbeddedMqtt;
const clients: RawClient[] = [];

function selfSigned(name: string): { readonly cert: string; readonly key: string } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const made = ['-keyout', key, '-out', cert, '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  execFileSync('openssl', ['req', '-x509', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', ...made], { stdio: 'pipe' });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'openprepay-mqtts-'));
  identity = selfSigned('broker');
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (limits = {}): Promise<EmbeddedMqtt> => {
  const { authUrl, aclUrl } = authority;
  return startEmbeddedMqtt({ authUrl, aclUrl, ingestUsername: 'telemetry', authSecret: 'a-shared-secret-x', tls: identity, limits });
};
beforeEach(async () => {
  authority = await startAuthority();
  broker = await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await broker.stop();
  await authority.stop();
});

async function login(username: string, ca?: string): Promise<RawClient> {
  const port = ca === undefined ? broker.port : broker.tlsPort!;
  const client = await RawClient.login(port, username, ca === undefined ? { clean: false } : { ca });
  clients.push(client);
  return client;
}

describe('the listener with TLS', () => {
  it('brings a meter’s reading to telemetry on the plain one, and holds its PUBACK until it is durable', async () => {
    const telemetry = await login('telemetry');
    await telemetry.subscribe('meters/+/readings');
    const meter = await login(METER, identity.cert);

    meter.publish(READINGS, 'over TLS', 7);
    await telemetry.until(() => telemetry.of('publish').length === 1);
    expect(meter.acked()).toEqual([]);
    telemetry.ack(telemetry.of('publish')[0]?.messageId);

    await meter.until(() => meter.acked().length === 1);
    expect(telemetry.of('publish')[0]?.payload.toString()).toBe('over TLS');
  });

  it('is not spoken to by a meter that trusts somebody else', async () => {
    await expect(RawClient.open(broker.tlsPort!, selfSigned('another').cert)).rejects.toThrow(/certificate|self-signed/);
  });

  it('hears nothing that comes in the clear', async () => {
    const client = await RawClient.login(broker.tlsPort!, METER);
    clients.push(client);

    expect(client.closed).toBe(true);
    expect(client.of('connack')).toEqual([]);
    expect(broker.connections()).toBe(0);
  });

  it('ends a packet above the limit as the plain one does', async () => {
    await broker.stop();
    broker = await start({ maxPacketBytes: 1_000 });
    const meter = await login(METER, identity.cert);

    meter.publish(READINGS, 'x'.repeat(2_000), 8);

    await meter.until(() => meter.closed);
  });

  it('shares the limit of connections with the plain one', async () => {
    await broker.stop();
    broker = await start({ maxConnections: 1 });
    await login(METER, identity.cert);

    const second = await RawClient.open(broker.port);
    clients.push(second);
    await second.until(() => second.closed);
    expect(broker.connections()).toBe(1);
  });
});
