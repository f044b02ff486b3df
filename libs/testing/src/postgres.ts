import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@openprepay/pace/free-ports';
import type { MigrationClass } from '@openprepay/persistence/migrate';
import { CLUSTERS_FOLDER, SERVER_FOLDER } from './clusters-folder.js';
import { keptServers } from './kept-servers.js';
import { clusterAtRest } from './migrated-clusters.js';
import { PostgresServer } from './postgres-server.js';
import {
  createAfter,
  createMigrated,
  databaseName,
  makeTemplate,
  type Migrated,
  newPassword,
  type TemplateDatabase,
  templateKey,
  templateKeys,
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
  /** Ends it once every `startPostgres` of this process has been stopped; its data go too. In a run of tests it may go on, without them. */
  stop(): Promise<void>;
}

interface Started {
  readonly server: PostgresServer;
  /** By what they are migrated with. */
  readonly templates: Map<string, Promise<TemplateDatabase>>;
  readonly end: () => Promise<void>;
}

/** A server of this process. While somebody uses it, it is everybody's; then it rests, for who asks for the same next. */
interface Shared {
  readonly key: string;
  readonly started: Promise<Started>;
  /** Made for those who use it now. */
  readonly databases: string[];
  users: number;
  /** Whether a test has killed it: the next one is not to live with what that left. */
  killed: boolean;
}

const servers = new Map<string, Shared>();
const running = new Set<PostgresServer>();

/**
 * A real PostgreSQL, one per process whoever asks; tests make databases of their own in it. Whoever says what they will
 * migrate is given a server where that is done already, if it was they who started it.
 */
export async function startPostgres(of?: Migrated): Promise<TestPostgres> {
  const own = share(of);
  const started = await own.started;
  const { server } = started;
  let stopped = false;
  return {
    adminUrl: server.url(),
    get pid() {
      return server.pid;
    },
    createServiceDatabase: async (name, migrations) => {
      const database = databaseName(name);
      own.databases.push(database);
      return createServiceDatabase(started, { database, name, migrations });
    },
    kill: async () => {
      own.killed = true;
      await server.kill();
    },
    restart: async () => {
      own.killed = true;
      await server.kill();
      await server.start();
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      own.users -= 1;
      if (own.users === 0) await (own.killed || !keptServers.kept ? end(own) : rest(own));
    },
  };
}

function share(of: Migrated | undefined): Shared {
  const key = of === undefined ? '' : templateKey(of);
  const inUse = [...servers.values()].find(({ users }) => users > 0);
  const own = inUse ?? servers.get(key) ?? { key, started: startServer(of), databases: [], users: 0, killed: false };
  own.users += 1;
  servers.set(own.key, own);
  return own;
}

async function rest({ started, databases }: Shared): Promise<void> {
  const made = databases.splice(0);
  const { server } = await started;
  await server.drop(made);
}

async function end(own: Shared): Promise<void> {
  servers.delete(own.key);
  await (await own.started).end();
}

keptServers.end = async () => void (await Promise.all([...servers.values()].map(end)));
process.once('exit', () => running.forEach((server) => server.endNow()));

async function startServer(of: Migrated | undefined): Promise<Started> {
  const kept = await clusterAtRest(of);
  const folder = await mkdtemp(join(process.env[CLUSTERS_FOLDER] ?? tmpdir(), SERVER_FOLDER));
  const server = await PostgresServer.create({
    folder,
    port: await freePort(),
    password: kept?.password ?? newPassword(),
    like: kept?.folder,
  });
  running.add(server);
  const end = async (): Promise<void> => {
    await server.destroy();
    running.delete(server);
  };
  const templates = new Map(kept?.template === undefined ? [] : [[kept.template.key, Promise.resolve(kept.template)]]);
  return { server, templates, end };
}

/** After a template where one is migrated so far; in a server that goes on what is migrated by hand becomes one. */
async function createServiceDatabase(
  { server, templates }: Started,
  { database, ...of }: Migrated & { readonly database: string },
): Promise<ServiceDatabase> {
  const keys = templateKeys(of);
  const key = keys.at(-1)!;
  if (!templates.has(key) && keptServers.kept) {
    const begun = Promise.resolve(templates.get(keys.findLast((each) => templates.has(each)) ?? ''));
    templates.set(
      key,
      begun.then((template) => makeTemplate(server, of, template)),
    );
    // One that was not made is nobody's beginning.
    void templates.get(key)!.catch(() => templates.delete(key));
  }
  const template = await templates.get(key);
  if (template !== undefined) await createAfter(server, database, template);
  const { owner, app } = template ?? (await createMigrated(server, database, of));
  return {
    url: server.url(database, app.name, app.password),
    ownerUrl: server.url(database, owner.name, owner.password),
    appRole: app.name,
  };
}
