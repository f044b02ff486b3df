import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '@openprepay/pace/pause';
import { eventually } from '@openprepay/testing/eventually';
import { demoMeter } from '../src/demo-fleet.js';
import { signIn } from '../src/gateway.client.js';
import { services } from '../src/services.js';
import { isAlive, Started } from './started.js';

/** Only what hangs is to fail by it. */
const SIX_STARTS_MS = 480_000;

/** A folder of its own for all the starts of a `describe`, each of which goes on with what the one before has left. */
function startsOnOneFolder() {
  const folder = { dataDir: '' };
  const started: Started[] = [];
  beforeAll(async () => void (folder.dataDir = await mkdtemp(path.join(tmpdir(), 'openprepay-start-'))));
  afterAll(async () => {
    for (const each of started.splice(0)) {
      each.signal('SIGTERM');
      await each.exitCode;
    }
    await rm(folder.dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  const start = (env: Readonly<Record<string, string>> = {}, how: 'itself' | 'through a shell' = 'itself'): Started => {
    const made = new Started(folder.dataDir, env, how);
    started.push(made);
    return made;
  };
  return { folder, start };
}

const pidsOf = async (running: Started): Promise<readonly number[]> => (await running.processes()).map(({ pid }) => pid);

interface Connections {
  readonly requests: number;
  readonly pooled: number;
  readonly sessions: number;
  readonly allowed: number;
}

/** What a service said of its connections when it started: how many it takes at most, and how many the server would let it have. */
async function connectionsOf(dataDir: string, service: string): Promise<Connections> {
  const log = await readFile(path.join(dataDir, 'logs', `${service}.log`), 'utf8');
  const line = log.split('\n').find((text) => text.includes('"connections to the database"'));
  if (line === undefined) throw new Error(`${service} does not say how many connections it takes`);
  return JSON.parse(line) as Connections;
}

/** Whether the meters' broker lets a stranger ask, over TLS, that trusts the authority it was told of and nobody else. */
async function broughtIn(output: string): Promise<boolean> {
  const [, port, caFile = ''] = /mqtts:\/\/127\.0\.0\.1:(\d+), trusting (\S+)/.exec(output) ?? [];
  const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca: await readFile(caFile, 'utf8') });
  await once(socket, 'secureConnect');
  const { authorized } = socket;
  socket.destroy();
  return authorized;
}

const DAY_MS = 86_400_000;

/** What a demo shows of the time before it began. */
async function pastOf(url: string, password: string): Promise<{ readonly demoSales: boolean; readonly hoursOfReadings: boolean }> {
  const { vending, telemetry } = await signIn(url, { username: 'operator', password });
  const [from, to] = [8, 7].map((days) => new Date(Date.now() - days * DAY_MS).toISOString()) as [string, string];
  const { body: sales } = await vending.listSales({ query: { by: 'hour', from, to } });
  const { meterNumber } = demoMeter(0);
  const { body: profile } = await telemetry.listReadings({ params: { meterNumber }, query: { resolution: 'hour', from, to, limit: 50 } });
  return { demoSales: sales.items.length > 10 && sales.items.every(({ demo }) => demo), hoursOfReadings: profile.items.length >= 24 };
}

describe('npm start', () => {
  const { folder, start } = startsOnOneFolder();
  let running: Started;

  it('sells a token, stops everything in order at Ctrl-C, and goes on with the same data', async () => {
    const first = start();
    await first.says('OpenPrepay runs');
    expect(first.output).toContain('the meter   accepted it');
    expect(first.output).toContain('the books   balance');
    expect(await broughtIn(first.output)).toBe(true);
    expect(first.output).toContain('making a past of 30 days');
    const names = (await first.processes()).map(({ name }) => name);
    expect(names.sort()).toEqual([
      'billing',
      'gateway',
      'kafka',
      'key-management',
      'meter-simulator',
      'mqtt',
      'postgres',
      'telemetry',
      'vending',
    ]);
    const pids = await pidsOf(first);

    first.signal('SIGINT');
    expect(await first.exitCode).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await first.processes()).toEqual([]);

    const connections = await Promise.all(services.map((service) => connectionsOf(folder.dataDir, service)));
    const needed = connections.reduce((sum, { requests, pooled, sessions }) => sum + requests + pooled + sessions, 0);
    for (const { allowed } of connections) expect(needed).toBeLessThanOrEqual(allowed);

    const secrets = await readFile(path.join(folder.dataDir, 'secrets.json'), 'utf8');
    const password = (JSON.parse(secrets) as { demoPassword: string }).demoPassword;
    running = start();
    await running.says('OpenPrepay runs');
    expect(running.output).not.toContain('making the demo utility');
    expect(running.output).not.toContain('making a past');
    expect(running.output).toContain(password);
    const url = /open\s+(http\S+?)\/\n/.exec(running.output)?.[1] ?? '';
    const entries = await journalEntries(url, password);
    expect(entries).toBeGreaterThanOrEqual(2);
    await eventually(async () => expect(await pastOf(url, password)).toEqual({ demoSales: true, hoursOfReadings: true }));
  });

  it('refuses a second instance on one data folder', async () => {
    const second = start();

    expect(await second.exitCode).toBe(1);
    expect(second.output).toContain('already runs');
  });

  it('starts a process again that was killed', async () => {
    const before = await running.pidOf('vending');

    process.kill(before, 'SIGKILL');

    await running.says('vending died (killed by SIGKILL)');
    await eventually(async () => expect(await running.pidOf('vending')).not.toBe(before));
  });

  it('takes up after its own death, without leaving the old parts running', async () => {
    const pids = await pidsOf(running);
    running.signal('SIGKILL');
    await running.exitCode;

    running = start({}, 'through a shell');
    await running.says('OpenPrepay runs');

    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('stops when the process that started it is gone', async () => {
    const pids = await pidsOf(running);

    running.signal('SIGKILL');

    await eventually(async () => expect(await running.processes()).toEqual([]));
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe('npm start that is given up', () => {
  const planted = 'planted-demo-password';
  const env = { OPENPREPAY_DEMO_PASSWORD: planted, SOMEBODYS_TOKEN: 'planted-token' };
  const { folder, start } = startsOnOneFolder();
  let running: Started;

  it('leaves nothing running at any moment, and is made good by the next', { timeout: SIX_STARTS_MS }, async () => {
    // Steps of a first start, and moments within them; what comes after the signal is the end, not the rest of the start.
    const moments = ['starting PostgreSQL', 'bringing the databases', 'starting the services', 'making the demo utility', 'selling'];
    for (const [index, moment] of moments.entries()) {
      const givenUp = start(env);
      await givenUp.says(moment);
      await pause(index * 150);
      const saidBefore = givenUp.output;
      const pids = await pidsOf(givenUp).catch(() => []);

      givenUp.signal(index % 2 === 0 ? 'SIGINT' : 'SIGTERM');

      await givenUp.exitCode;
      expect(givenUp.output.slice(saidBefore.length)).not.toContain('OpenPrepay runs');
      expect([...pids, ...(await pidsOf(givenUp))].filter(isAlive)).toEqual([]);
    }
    running = start({ ...env, OPENPREPAY_MAX_RESTARTS: '0' });
    await running.says('OpenPrepay runs');
  });

  it.runIf(process.platform === 'linux')('tells each part its own secrets and no other', async () => {
    const { databasePasswords, ...secrets } = JSON.parse(await readFile(path.join(folder.dataDir, 'secrets.json'), 'utf8')) as Readonly<
      Record<string, string>
    > & { readonly databasePasswords: Readonly<Record<string, string>> };

    for (const { name, pid } of await running.processes()) {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
      const others = Object.entries(databasePasswords).filter(([service]) => service !== name);
      for (const [service, password] of others)
        expect(environment.includes(password), `${name} has the password of ${service}`).toBe(false);
      expect(environment.includes(secrets['postgresPassword']!), `${name} has the superuser's password`).toBe(false);
      expect(environment.includes('planted-token'), `${name} has a secret of somebody else's`).toBe(false);
      // The gateway makes the first administrator with it.
      if (name !== 'gateway') expect(environment.includes(planted), `${name} has the password of the demo's users`).toBe(false);
    }
  });

  it('stops the whole with an error when a process dies too often', async () => {
    const pids = await pidsOf(running);

    process.kill(await running.pidOf('billing'), 'SIGKILL');

    expect(await running.exitCode).toBe(1);
    expect(running.output).toContain('billing died too often (killed by SIGKILL)');
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe('npm start that cannot be', () => {
  const { start } = startsOnOneFolder();

  it('names the port and the variable where a port is busy', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;

    const refused = start({ OPENPREPAY_MQTT_PORT: String(port) });
    const code = await refused.exitCode;
    taken.close();

    expect(code).toBe(1);
    expect(refused.output).toContain(`port ${port} is busy`);
    expect(refused.output).toContain('OPENPREPAY_MQTT_PORT');
  });

  it('refuses settings that make no sense, by name', async () => {
    const refused = start({ OPENPREPAY_DEMO_METERS: 'many' });

    expect(await refused.exitCode).toBe(1);
    expect(refused.output).toContain('OPENPREPAY_DEMO_METERS');
  });
});

async function journalEntries(url: string, password: string): Promise<number> {
  const { billing } = await signIn(url, { username: 'clerk', password });
  return (await billing.readTrialBalance()).body.entries;
}
