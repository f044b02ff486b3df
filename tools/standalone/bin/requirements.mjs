// What a machine must have before anything is installed, built or started on it. Each is told at once and in words.
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';

const OLDEST_NODE = [20, 19];
const HOST = '127.0.0.1';
/** With less a start is not worth trying, in MiB. */
const LEAST_FREE_MIB = 500;
const BYTES_PER_MIB = 1024 * 1024;

/** @throws {Error} on a system that PostgreSQL, the signals and the file modes here are not made for */
export function requireSystem(platform = process.platform) {
  if (platform === 'win32') throw new Error('openprepay runs on Linux and macOS; on Windows, run it in WSL 2 (wsl --install)');
}

/** @throws {Error} on a Node that is too old */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${version}`);
}

/**
 * The ports that stay the same from start to start. The stack looks again when it takes them; here it is known before the
 * build.
 *
 * @throws {Error} naming the port that is busy and the variable that changes it
 */
export async function requirePorts(env = process.env) {
  const mqttPort = env.OPENPREPAY_MQTT_PORT ?? '1883';
  const port = env.OPENPREPAY_PORT ?? '8080';
  const wanted = [
    ['OPENPREPAY_PORT', port],
    ['OPENPREPAY_HTTPS_PORT', env.OPENPREPAY_HTTPS_PORT ?? (Number(port) === 0 ? '0' : '8443')],
    ...(env.MQTT_URL
      ? []
      : [
          ['OPENPREPAY_MQTT_PORT', mqttPort],
          ['OPENPREPAY_MQTTS_PORT', env.OPENPREPAY_MQTTS_PORT ?? (Number(mqttPort) === 0 ? '0' : '8883')],
        ]),
  ];
  for (const [variable, port] of wanted) {
    if (await isBusy(Number(port))) throw new Error(`port ${port} is busy: stop what listens there, or set ${variable} to another port`);
  }
}

/** @throws {Error} where the disk of `folder` is as good as full */
export async function requireDisk(folder, leastFreeMib = LEAST_FREE_MIB) {
  const free = await freeMib(path.resolve(folder));
  if (free !== undefined && free < leastFreeMib)
    throw new Error(`the disk that holds ${folder} has ${Math.floor(free)} MiB left; openprepay needs ${leastFreeMib}`);
}

/** Of the folder, or of the nearest one above it that is there. */
async function freeMib(folder) {
  const stats = await statfs(folder).catch(() => undefined);
  if (stats) return (stats.bavail * stats.bsize) / BYTES_PER_MIB;
  const above = path.dirname(folder);
  return above === folder ? undefined : freeMib(above);
}

const isBusy = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code === 'EADDRINUSE'));
    server.listen(port, HOST, () => server.close(() => resolve(false)));
  });
