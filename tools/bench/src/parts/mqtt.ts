import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { connectAsync } from 'mqtt';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond } from '../measure.js';
import { ReportingMeters } from './reporting-meters.client.js';

const SECONDS = 3;
const WARM_UP_SECONDS = 1;
const INGEST_USERNAME = 'telemetry';

/** What the MQTT broker of `npm start` passes on at most: from publishers to one subscriber that acknowledges at once, and back. */
export async function measureMqtt({ root, options, say }: Bench): Promise<readonly Figure[]> {
  say('measuring the MQTT broker alone');
  const authority = await allowAll();
  const broker = await startBroker(root, `http://127.0.0.1:${(authority.address() as AddressInfo).port}`);
  try {
    const subscriber = await connectAsync(broker.url, { clientId: INGEST_USERNAME, username: INGEST_USERNAME, password: 'any' });
    await subscriber.subscribeAsync('meters/+/readings', { qos: 1 });
    const logins = Array.from({ length: options.connections }, (_, index) => ({
      meterNumber: String(10_000_000_000 + index),
      password: 'any',
    }));
    const meters = await ReportingMeters.connect(broker.url, logins);
    await meters.report({ ...options, seconds: WARM_UP_SECONDS });
    const measured = await meters.report({ ...options, seconds: SECONDS });
    await meters.end();
    await subscriber.endAsync(true);
    return [{ name: 'mqtt: messages, QoS 1', value: perSecond(measured), unit: 'messages/s' }];
  } finally {
    broker.process.kill('SIGTERM');
    await broker.ended;
    authority.closeAllConnections();
    authority.close();
  }
}

/** Whoever asks may do it: what is measured is the broker, not its authority. */
async function allowAll(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{"result":"allow"}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Broker {
  readonly process: ChildProcess;
  readonly url: string;
  readonly ended: Promise<unknown>;
}

async function startBroker(root: string, authority: string): Promise<Broker> {
  const child = spawn(process.execPath, [path.join(root, 'tools/embedded-mqtt/dist/main.js')], {
    env: {
      MQTT_PORT: '0',
      MQTT_AUTH_URL: `${authority}/auth`,
      MQTT_ACL_URL: `${authority}/acl`,
      MQTT_INGEST_USERNAME: INGEST_USERNAME,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { readonly msg?: string; readonly port?: number };
      if (entry.msg === 'listening' && entry.port !== undefined) resolve(entry.port);
    });
    void ended.then(() => reject(new Error('the MQTT broker ended before it listened')));
  });
  return { process: child, url: `mqtt://127.0.0.1:${port}`, ended };
}
