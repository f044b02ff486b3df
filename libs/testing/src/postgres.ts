import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '@openprepay/pace/free-ports';
import { runMigrations, type MigrationClass } from '@openprepay/persistence/migrate';
import { PostgresServer } from './postgres-server.js';

export interface ServiceDatabase {
  /** As the service connects: under row-level security, owner of nothing. */
  readonly url: string;
  /** As migrations connect: the tables' owner, who sees every row. For arranging and for looking. */
  readonly ownerUrl: string;
  readonly appRole: string;
}

export interface TestPostgres {
  /** The superuser's. */
  readonly adminUrl: string;
  readonly pid: number;
  /** A new, migrated database with an owner and an app role of its own. `name` is for people; a random tail makes it unique. */
  createServiceDatabase(name: string, migrations: readonly MigrationClass[]): Promise<ServiceDatabase>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill`, or by it where it is running. */
  restart(): Promise<void>;
  /** Ends it once every `startPostgres` of this process has been stopped; its data go too. */
  stop(): Promise<void>;
}

let shared: Promise<PostgresServer> | undefined;
let users = 0;

/** A real PostgreSQL, one per process whoever asks; tests make databases of their own in it. */
export async function startPostgres(): Promise<TestPostgres> {
  users += 1;
  shared ??= startServer();
  const server = await shared;
  let stopped = false;
  return {
    adminUrl: server.url(),
    get pid() {
      return server.pid;
    },
    createServiceDatabase: (name, migrations) => createServiceDatabase(server, name, migrations),
    kill: () => server.kill(),
    restart: async () => {
      await server.kill();
      await server.start();
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      users -= 1;
      if (users > 0) return;
      shared = undefined;
      await server.destroy();
    },
  };
}

async function startServer(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-postgres-'));
  const server = await PostgresServer.create(folder, await freePort(), newPassword());
  process.once('exit', () => server.killNow());
  return server;
}

async function createServiceDatabase(
  server: PostgresServer,
  name: string,
  migrations: readonly MigrationClass[],
): Promise<ServiceDatabase> {
  const database = `${name.replaceAll('-', '_')}_${randomBytes(4).toString('hex')}`;
  const owner = `${database}_owner`;
  const appRole = `${database}_app`;
  const ownerPassword = newPassword();
  const appPassword = newPassword();
  const admin = new pg.Client({ connectionString: server.url() });
  await admin.connect();
  try {
    await admin.query(`create role ${owner} login password '${ownerPassword}'`);
    await admin.query(`create role ${appRole} login password '${appPassword}'`);
    await admin.query(`create database ${database} owner ${owner}`);
  } finally {
    await admin.end();
  }
  const ownerUrl = server.url(database, owner, ownerPassword);
  await runMigrations({ ownerUrl, appRole, migrations });
  return { url: server.url(database, appRole, appPassword), ownerUrl, appRole };
}

const newPassword = (): string => randomBytes(12).toString('hex');
