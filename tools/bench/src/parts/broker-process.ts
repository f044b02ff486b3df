import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const INGEST_USERNAME = 'telemetry';

export interface BrokerOptions {
  /** Whom it asks: `/auth` and `/acl` below this. */
  readonly authority: string;
  /** What it shows there. */
  readonly secret?: string;
}

export interface BrokerProcess {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** A broker of `npm start` more, as a process on a port of its own. */
export async function startBroker(root: string, { authority, secret }: BrokerOptions): Promise<BrokerProcess> {
  const child = spawn(process.execPath, [path.join(root, 'tools/embedded-mqtt/dist/main.js')], {
    env: {
      MQTT_PORT: '0',
      MQTT_AUTH_URL: `${authority}/auth`,
      MQTT_ACL_URL: `${authority}/acl`,
      MQTT_INGEST_USERNAME: INGEST_USERNAME,
      LOG_LEVEL: 'info',
      ...(secret === undefined ? {} : { MQTT_AUTH_SECRET: secret }),
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
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid!, port, url: `mqtt://127.0.0.1:${port}`, stop };
}
