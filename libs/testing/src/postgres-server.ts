import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pause } from '@openprepay/pace/pause';
import { prepareCluster, SUPERUSER, type Cluster } from '@openprepay/embedded-postgres/cluster';
import pg from 'pg';
import { copyFolder } from './made-once.js';

const DATA = 'data';
const START_TIMEOUT_MS = 30_000;
/** After a kill -9 the orphaned backends take a moment to notice; until they have, a new server refuses to start. */
const MAX_START_TRIES = 100;
const START_RETRY_MS = 100;
const READY = 'database system is ready to accept connections';
const MAX_LOG = 10_000;

/** Speed over durability across power cuts: a killed process loses nothing, since the system still holds its writes. */
const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB', max_wal_size: '256MB' };

export interface NewServer {
  readonly folder: string;
  readonly port: number;
  /** The superuser's. */
  readonly password: string;
  /** The folder of a server that rests. */
  readonly like: string | undefined;
}

/** One PostgreSQL server process on loopback with a data folder of its own. */
export class PostgresServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly cluster: Cluster,
    private readonly folder: string,
    readonly port: number,
    private readonly password: string,
  ) {}

  /** Makes a new cluster below `folder`, after the one that rests in `like` where there is such, and starts it. */
  static async create({ folder, port, password, like }: NewServer): Promise<PostgresServer> {
    const dataDir = join(folder, DATA);
    if (like !== undefined) await copyFolder(join(like, DATA), dataDir);
    const cluster = await prepareCluster({ dataDir, password, settings: TEST_SETTINGS });
    const server = new PostgresServer(cluster, folder, port, password);
    await server.start();
    return server;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('PostgreSQL is not running');
    return this.child.pid;
  }

  url(database = 'postgres', user = SUPERUSER, password = this.password): string {
    return `postgres://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.startOnce();
      } catch (error) {
        if (tries === MAX_START_TRIES) throw error;
        await pause(START_RETRY_MS);
      }
    }
  }

  /** Drops databases, whoever is still connected; one that is not there is no harm. */
  async drop(databases: readonly string[]): Promise<void> {
    const admin = new pg.Client({ connectionString: this.url() });
    await admin.connect();
    try {
      for (const database of databases) await admin.query(`drop database if exists ${database} with (force)`);
    } finally {
      await admin.end();
    }
  }

  /** SIGKILL: connections break without a word, as in a power cut. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it with everything on disk, for others to be made after it. */
  async rest(): Promise<void> {
    await this.end('SIGINT');
  }

  async destroy(): Promise<void> {
    await this.end('SIGQUIT');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** For the exit of the process, when nothing can be awaited any more. */
  endNow(): void {
    this.child?.kill('SIGQUIT');
  }

  private async startOnce(): Promise<void> {
    const { command, args, uid, gid } = this.cluster.launch(this.port);
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    try {
      await untilReady(child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    this.child = child;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  let log = '';
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`PostgreSQL ${why}:\n${log}`));
    timer = setTimeout(() => fail(`did not start in ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', () => fail('ended while it started'));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-MAX_LOG);
      if (log.includes(READY)) resolve();
    });
  }).finally(() => clearTimeout(timer));
}
