import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@openprepay/pace/free-ports';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { clusterAtRest } from './migrated-clusters.js';
import { PostgresServer } from './postgres-server.js';
import {
  createAfter,
  createMigrated,
  databaseName,
  type Migrated,
  newPassword,
  type TemplateDatabase,
  templateKey,
} from './template-database.js';

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
  /**
   * A new, migrated database. `name` is for people; a random tail makes it unique. It has an owner and an app role of its
   * own, but where the server was started for the same migrations: then those of one template are shared.
   */
  createServiceDatabase(name: string, migrations: readonly MigrationClass[]): Promise<ServiceDatabase>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill`, or by it where it is running. */
  restart(): Promise<void>;
  /** Ends it once every `startPostgres` of this process has been stopped; its data go too. */
  stop(): Promise<void>;
}

interface Started {
  readonly server: PostgresServer;
  readonly template: TemplateDatabase | undefined;
  readonly end: () => Promise<void>;
}

let shared: Promise<Started> | undefined;
let users = 0;

/**
 * A real PostgreSQL, one per process whoever asks; tests make databases of their own in it. Whoever says what they will
 * migrate is given a server where that is done already, if it was they who started it.
 */
export async function startPostgres(of?: Migrated): Promise<TestPostgres> {
  users += 1;
  shared ??= startServer(of);
  const { server, template, end } = await shared;
  let stopped = false;
  return {
    adminUrl: server.url(),
    get pid() {
      return server.pid;
    },
    createServiceDatabase: (name, migrations) => createServiceDatabase(server, template, { name, migrations }),
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
      await end();
    },
  };
}

async function startServer(of: Migrated | undefined): Promise<Started> {
  const kept = await clusterAtRest(of);
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-postgres-'));
  const server = await PostgresServer.create({
    folder,
    port: await freePort(),
    password: kept?.password ?? newPassword(),
    like: kept?.folder,
  });
  const killNow = (): void => server.killNow();
  process.once('exit', killNow);
  const end = async (): Promise<void> => {
    await server.destroy();
    process.off('exit', killNow);
  };
  return { server, template: kept?.template, end };
}

async function createServiceDatabase(
  server: PostgresServer,
  template: TemplateDatabase | undefined,
  of: Migrated,
): Promise<ServiceDatabase> {
  const database = databaseName(of.name);
  const made = template?.key === templateKey(of) ? template : undefined;
  if (made !== undefined) await createAfter(server, database, made);
  const { owner, app } = made ?? (await createMigrated(server, database, of));
  return {
    url: server.url(database, app.name, app.password),
    ownerUrl: server.url(database, owner.name, owner.password),
    appRole: app.name,
  };
}
