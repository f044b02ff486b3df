import { spawn } from 'node:child_process';
import { access, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { postgresBinaries } from './binaries.js';
import { removeStalePid } from './stale-pid.js';
import { type Launch, unprivilegedLauncher } from './unprivileged.js';

export const SUPERUSER = 'postgres';

export interface ClusterOptions {
  /** Absolute folder of the cluster; created where it is missing. */
  readonly dataDir: string;
  readonly password: string;
  readonly maxConnections?: number;
  /** Settings that come after ours, e.g. `{ fsync: 'off' }` for tests that never lose power. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gives up a cluster that is being made. */
  readonly abort?: AbortSignal | undefined;
}

export interface Cluster {
  /** How to start the server on a loopback port; the pid of that command is the postmaster's. */
  readonly launch: (port: number) => Launch;
}

/** More than all services of the house hold at their most. */
export const DEFAULT_MAX_CONNECTIONS = 200;

/**
 * Makes a PostgreSQL cluster in a folder once (UTF-8, C.UTF-8, scram-sha-256, superuser `postgres`) and tells how to
 * start its server. A folder that already holds one is left as it is.
 *
 * @throws Error with initdb's own words where it fails
 */
export async function prepareCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir } = options;
  const binaries = await postgresBinaries();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const launcher = await unprivilegedLauncher(dataDir);

  const initialised = await access(path.join(dataDir, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (initialised) await removeStalePid(dataDir);
  else await initialise(options, launcher(binaries.initdb, initdbArguments(dataDir)));
  return { launch: (port) => launcher(binaries.postgres, serverArguments(options, port)) };
}

const passwordFile = (dataDir: string): string => `${dataDir}.password`;

const initdbArguments = (dataDir: string): readonly string[] => [
  `--pgdata=${dataDir}`,
  `--username=${SUPERUSER}`,
  `--pwfile=${passwordFile(dataDir)}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C.UTF-8',
];

function serverArguments(options: ClusterOptions, port: number): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? DEFAULT_MAX_CONNECTIONS),
    shared_buffers: '128MB',
    // what is new here is counted soon: until then every utility is taken for one of many, and its rows for few
    autovacuum_naptime: '10s',
    timezone: 'UTC',
    ...options.settings,
  };
  return ['-D', options.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function initialise(options: ClusterOptions, launch: Launch): Promise<void> {
  const file = passwordFile(options.dataDir);
  await writeFile(file, `${options.password}\n`, { mode: 0o600 });
  if (launch.uid !== undefined) await chown(file, launch.uid, launch.gid ?? launch.uid);
  try {
    await runToEnd(launch, options.abort);
  } catch (error) {
    // A half-made cluster would be taken for a whole one at the next start.
    await rm(options.dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

const runToEnd = ({ command, args, uid, gid }: Launch, abort: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(abort === undefined ? {} : { signal: abort }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed (${code}):\n${output.trim()}`))));
  });
