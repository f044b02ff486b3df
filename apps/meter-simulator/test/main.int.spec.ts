import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedMqtt, startEmbeddedMqtt } from '@openprepay/embedded-mqtt/broker';
import { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { creditTokenFor, describeMeter } from './meters.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const METERS = [describeMeter(1), describeMeter(2), describeMeter(3)];

let authority: Server;
let broker: EmbeddedMqtt;
let folder: string;
let env: Record<string, string>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  authority = createServer((_request, response) => response.end('{"result":"allow"}')).listen(0, '127.0.0.1');
  await once(authority, 'listening');
  const url = `http://127.0.0.1:${(authority.address() as AddressInfo).port}/`;
  broker = await startEmbeddedMqtt({ authUrl: url, aclUrl: url, ingestUsername: 'telemetry' });
  folder = await mkdtemp(join(tmpdir(), 'openprepay-simulator-'));
  env = { MQTT_URL: broker.url, METERS_FILE: join(folder, 'meters.json'), STATE_FILE: join(folder, 'state.json') };
  await writeFile(
    env['METERS_FILE']!,
    JSON.stringify({ readingIntervalMs: 100, meters: METERS.map(({ initialCreditTenths: _credit, ...meter }) => meter) }),
    { mode: 0o600 },
  );
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await broker.stop();
  authority.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function startSimulator(more: Readonly<Record<string, string>> = {}, meters = METERS.length): Promise<ChildProcess> {
  const child = spawn('node', [join(ROOT, 'apps/meter-simulator/dist/main.js')], {
    env: { ...process.env, ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the simulator ended: ${text}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(`"meters":${meters}`)) resolve();
    });
  });
  return child;
}

/** The service's part, played by the test: acknowledges and remembers. */
async function ingest(meter = METERS[0]!): Promise<{ client: RawClient; said: (leaf: string) => Record<string, unknown>[] }> {
  const client = await RawClient.login(broker.port, 'telemetry');
  client.socket.on('data', () => setImmediate(() => client.of('publish').forEach(({ messageId }) => client.ack(messageId))));
  await client.subscribe('meters/+/readings', 'meters/+/events', 'meters/+/token-results', 'meters/+/state');
  const said = (leaf: string): Record<string, unknown>[] =>
    client
      .of('publish')
      .filter(({ topic }) => topic === `meters/${meter.meterNumber}/${leaf}`)
      .map(({ payload }) => JSON.parse(payload.toString()) as Record<string, unknown>);
  return { client, said };
}

it('runs a fleet, tells when it is connected, and comes back after kill -9 with its credit, tokens and counters', async () => {
  const { client, said } = await ingest();
  const first = await startSimulator();
  const token = creditTokenFor(METERS[0]!, 500n, new Date());
  const deliver = (deliveryId: string, id: number): void => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    client.publish(`meters/${METERS[0]!.meterNumber}/tokens`, JSON.stringify({ deliveryId, tokens: [token], expiresAt }), id);
  };
  deliver('d1', 1);
  await client.until(() => said('token-results').some(({ result }) => result === 'accepted'));
  await client.until(() => said('readings').length > 3);

  first.kill('SIGKILL');
  await client.until(() => said('state').some(({ online }) => online === false));
  const lastSeq = Math.max(...said('readings').map(({ seq }) => Number(seq)));
  const before = said('readings').length;
  await startSimulator();
  deliver('d2', 2);

  await client.until(() => said('token-results').some(({ code }) => code === 'used'));
  await client.until(() => said('readings').length > before + 3);
  const credit = said('token-results').at(-1)!['creditRemaining'];
  expect(Number(credit)).toBeGreaterThan(40);
  expect(Math.max(...said('readings').map(({ seq }) => Number(seq)))).toBeGreaterThan(lastSeq - 20);
  client.socket.destroy();
});

it('reports at once when a token has changed what it shows, however long its interval is', async () => {
  const rare = describeMeter(4);
  const meters = join(folder, 'rare.json');
  await writeFile(meters, JSON.stringify({ readingIntervalMs: 3_600_000, meters: [{ ...rare, initialCreditTenths: 0 }] }), { mode: 0o600 });
  const { client, said } = await ingest(rare);
  await startSimulator({ METERS_FILE: meters, STATE_FILE: join(folder, 'rare-state.json') }, 1);
  await client.until(() => said('readings').length === 1);

  const payload = {
    deliveryId: 'd3',
    tokens: [creditTokenFor(rare, 500n, new Date())],
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  };
  client.publish(`meters/${rare.meterNumber}/tokens`, JSON.stringify(payload), 3);

  await client.until(() => said('readings').some(({ registers }) => (registers as Record<string, string>)['0-0:19.10.0'] === '50.0'));
  client.socket.destroy();
});

it('says what is wrong with a meters file without repeating its secrets', async () => {
  const file = join(folder, 'bad.json');
  await writeFile(file, JSON.stringify({ meters: [{ ...METERS[0], initialCreditTenths: 0, vendingKey: 'planted-secret' }] }));
  const child = spawn('node', [join(ROOT, 'apps/meter-simulator/dist/main.js')], {
    env: { ...process.env, ...env, METERS_FILE: file },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];

  expect(code).not.toBe(0);
  expect(text).toContain('vendingKey');
  expect(text).not.toContain('planted-secret');
});
