import { createHash } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedKafkaError } from '../embedded-kafka-error.js';

export interface HeldDataDir {
  release(): Promise<void>;
}

/**
 * Makes sure that one broker at a time uses a data folder. The hold is a local socket, so it ends with the process, even by SIGKILL: no stale lock
 * file is left and no process id can be mistaken for another.
 *
 * @throws {EmbeddedKafkaError} `embedded-kafka.data_dir_in_use`
 */
export async function holdDataDir(dataDir: string): Promise<HeldDataDir> {
  await mkdir(dataDir, { recursive: true });
  const name = `openprepay-kafka-${createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 32)}`;
  const path = socketPath(name);
  const server = createServer((socket) => socket.destroy());
  if (!(await tryListen(server, path))) {
    const isFile = !path.startsWith('\0') && process.platform !== 'win32';
    if (!isFile || (await answers(path))) throw inUse(dataDir);
    await rm(path, { force: true });
    if (!(await tryListen(server, path))) throw inUse(dataDir);
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function socketPath(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function tryListen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
    server.once('error', failed);
    server.listen(path, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

/** Whether somebody listens there; a socket file that outlived its process does not. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const inUse = (dataDir: string): EmbeddedKafkaError =>
  new EmbeddedKafkaError(
    'embedded-kafka.data_dir_in_use',
    `another broker is using ${dataDir}; stop it, or set KAFKA_DATA_DIR to another folder`,
  );
