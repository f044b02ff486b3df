import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { type MigrationClass, runMigrations } from '@openprepay/persistence/migrate';
import type { PostgresServer } from './postgres-server.js';

/** What a service brings up its database with. */
export interface Migrated {
  readonly name: string;
  readonly migrations: readonly MigrationClass[];
}

/** A role that signs in, in a server on loopback that lives as long as a test. */
export interface Role {
  readonly name: string;
  readonly password: string;
}

/** A database of a cluster that others are made after: nobody connects to it. */
export interface TemplateDatabase {
  readonly key: string;
  readonly database: string;
  readonly owner: Role;
  readonly app: Role;
}

export const templateKey = (of: Migrated): string => templateKeys(of).at(-1)!;

/**
 * Of none of the migrations, of the first, and so on to all of them. By their names and own text: a run that watches sees
 * those change, but no constant that they use.
 */
export function templateKeys({ name, migrations }: Migrated): readonly string[] {
  const hash = createHash('sha256');
  const key = (): string => `${name}-${hash.copy().digest('hex').slice(0, 16)}`;
  const keys = migrations.map((migration) => {
    hash.update(`${migration.name}\n${String(migration)}\n`);
    return key();
  });
  return [`${name}-of-none`, ...keys];
}

/** Makes and migrates a database that nobody may connect to from then on; after one, if given, that some of it has migrated. */
export async function makeTemplate(server: PostgresServer, of: Migrated, begun?: TemplateDatabase): Promise<TemplateDatabase> {
  const database = databaseName(of.name);
  const made = begun === undefined ? await createMigrated(server, database, of) : await migrateAfter(server, { database, of, begun });
  await asAdmin(server, [`alter database ${database} allow_connections false`]);
  return { key: templateKey(of), database, ...made };
}

interface Following {
  readonly database: string;
  readonly of: Migrated;
  readonly begun: TemplateDatabase;
}

async function migrateAfter(
  server: PostgresServer,
  { database, of: { migrations }, begun }: Following,
): Promise<Pick<TemplateDatabase, 'owner' | 'app'>> {
  const { owner, app } = begun;
  await createAfter(server, database, begun);
  await runMigrations({ ownerUrl: server.url(database, owner.name, owner.password), appRole: app.name, migrations });
  return { owner, app };
}

/** Makes a database with an owner and an app role of its own, and migrates it. */
export async function createMigrated(
  server: PostgresServer,
  database: string,
  { migrations }: Migrated,
): Promise<Pick<TemplateDatabase, 'owner' | 'app'>> {
  const owner = { name: `${database}_owner`, password: newPassword() };
  const app = { name: `${database}_app`, password: newPassword() };
  await asAdmin(server, [
    ...[owner, app].map(({ name, password }) => `create role ${name} login password '${password}'`),
    `create database ${database} owner ${owner.name}`,
  ]);
  await runMigrations({ ownerUrl: server.url(database, owner.name, owner.password), appRole: app.name, migrations });
  return { owner, app };
}

/** Makes a database after a template of the same server; its roles are the template's. */
export const createAfter = (server: PostgresServer, database: string, { database: template, owner }: TemplateDatabase): Promise<void> =>
  asAdmin(server, [`create database ${database} template ${template} owner ${owner.name}`]);

async function asAdmin(server: PostgresServer, statements: readonly string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: server.url() });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/** `name` is for people; a random tail makes it unique. */
export const databaseName = (name: string): string => `${name.replaceAll('-', '_')}_${randomBytes(4).toString('hex')}`;

export const newPassword = (): string => randomBytes(12).toString('hex');
