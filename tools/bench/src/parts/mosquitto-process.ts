import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@openprepay/pace/free-ports';
import { pause } from '@openprepay/pace/pause';
import { mosquittoPlugin, PLUGIN } from '@openprepay/testing/mosquitto-plugin';
import { type BrokerProcess, INGEST_USERNAME } from './broker-process.js';

const HOST = '127.0.0.1';
const POLL_MS = 50;
const START_PATIENCE_MS = 30_000;

/** What says who may come: writes what that takes into the folder. @returns lines of the broker's configuration */
export type MosquittoAccess = (folder: string, url: string) => Promise<readonly string[]>;

/** Everybody: what is measured is the broker. */
export const anybody: MosquittoAccess = () => Promise.resolve(['allow_anonymous true']);

/** As `docker compose up` has it: telemetry tells the broker who may come, and is let in itself. */
export const toldByTelemetry =
  (root: string, password: string): MosquittoAccess =>
  async (folder, url) => {
    const plugin = mosquittoPlugin();
    if (plugin === undefined) throw new Error(`${PLUGIN} is not installed`);
    const file = path.join(folder, 'dynamic-security.json');
    await promisify(execFile)(process.execPath, [path.join(root, 'apps/telemetry/dist/dynamic-security/prepare-mosquitto-main.js')], {
      env: { DYNAMIC_SECURITY_FILE: file, MQTT_URL: url, MQTT_USERNAME: INGEST_USERNAME, MQTT_PASSWORD: password },
    });
    return ['allow_anonymous false', 'per_listener_settings false', `plugin ${plugin}`, `plugin_opt_config_file ${file}`];
  };

/**
 * mosquitto with the settings of `deploy/mosquitto.conf`, but in the clear on loopback, and with no end to what may wait: it acknowledges
 * meters by itself, and the meters of a measurement are faster than anybody who stores what they say.
 *
 * @throws {Error} where it is not installed, or ends before it listens
 */
export async function startMosquitto(folder: string, access: MosquittoAccess): Promise<BrokerProcess> {
  await mkdir(folder, { recursive: true });
  const port = await freePort(HOST);
  const url = `mqtt://${HOST}:${port}`;
  const lines = [
    `listener ${port} ${HOST}`,
    ...(await access(folder, url)),
    'set_tcp_nodelay true',
    'persistence true',
    `persistence_location ${folder}/`,
    'autosave_interval 5',
    'autosave_on_changes false',
    'max_queued_messages 0',
    'max_inflight_messages 500',
    'max_packet_size 131072',
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  const file = path.join(folder, 'mosquitto.conf');
  await writeFile(file, `${lines.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await Promise.race([ended.then(() => Promise.reject(new Error('mosquitto ended before it listened'))), untilListening(port)]);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid!, port, url, stop };
}

async function untilListening(port: number): Promise<void> {
  const deadline = performance.now() + START_PATIENCE_MS;
  while (!(await accepts(port))) {
    if (performance.now() > deadline) throw new Error(`mosquitto did not listen within ${START_PATIENCE_MS} ms`);
    await pause(POLL_MS);
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, HOST, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
