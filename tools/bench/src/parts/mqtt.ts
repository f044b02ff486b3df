import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond } from '../measure.js';
import { type BrokerProcess, INGEST_USERNAME, startBroker } from './broker-process.js';
import { anybody, startMosquitto } from './mosquitto-process.js';
import { ReportingMeters } from './reporting-meters.client.js';

const SECONDS = 3;
const WARM_UP_SECONDS = 1;

/** What the MQTT broker passes on at most: from publishers to one subscriber that acknowledges at once, and back. */
export async function measureMqtt(bench: Bench): Promise<readonly Figure[]> {
  const { options, say } = bench;
  say(`measuring the MQTT broker alone (${options.mqtt})`);
  const broker = await brokerForAnybody(bench);
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
    await broker.stop();
  }
}

async function brokerForAnybody({ root, folder, options }: Bench): Promise<Pick<BrokerProcess, 'url' | 'stop'>> {
  if (options.mqtt === 'mosquitto') return startMosquitto(path.join(folder, 'mosquitto-alone'), anybody);
  const authority = await allowAll();
  const broker = await startBroker(root, { authority: `http://127.0.0.1:${(authority.address() as AddressInfo).port}` });
  return {
    url: broker.url,
    stop: async () => {
      await broker.stop();
      authority.closeAllConnections();
      authority.close();
    },
  };
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
