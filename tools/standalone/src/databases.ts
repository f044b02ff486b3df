import pg from 'pg';
import { type Service, services } from './services.js';

export interface ServiceDatabase {
  /** The role the service works as: owns nothing, bypasses nothing. */
  readonly url: string;
  /** Whoever makes databases, in this one; migrations become `owner` with it. */
  readonly migrationUrl: string;
  /** The role that owns the tables. Nobody signs in as it. */
  readonly owner: string;
  readonly appRole: string;
}

/** One password a service: whoever has one opens one database. */
export type ServicePasswords = Readonly<Record<Service, string>>;

const databaseName = (service: string): string => `openprepay_${service.replaceAll('-', '_')}`;

/**
 * Gives each service a database of its own, an owner that nobody signs in as, and an application role with a password of
 * its own. What exists is left, but for the passwords and the owners' right to sign in.
 */
export async function provisionDatabases(adminUrl: string, passwords: ServicePasswords): Promise<ReadonlyMap<Service, ServiceDatabase>> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const databases = new Map<Service, ServiceDatabase>();
    for (const service of services) databases.set(service, await provision(client, { adminUrl, service, password: passwords[service] }));
    return databases;
  } finally {
    await client.end();
  }
}

interface Provision {
  readonly adminUrl: string;
  readonly service: Service;
  readonly password: string;
}

/** For a role that is new; migrations refuse one that was made with more. */
const PLAIN_ROLE = 'nosuperuser nobypassrls nocreatedb nocreaterole';

async function provision(client: pg.Client, { adminUrl, service, password }: Provision): Promise<ServiceDatabase> {
  const database = databaseName(service);
  const owner = `${database}_owner`;
  const appRole = `${database}_app`;
  await ensureRole(client, owner, 'nologin password null');
  await ensureRole(client, appRole, `login password ${client.escapeLiteral(password)}`);
  // Migrations become the owner; where whoever makes the databases is no superuser, it must be a member for that.
  await client.query(`grant ${client.escapeIdentifier(owner)} to current_user`);

  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)} owner ${client.escapeIdentifier(owner)}`);
  await client.query(`revoke all on database ${client.escapeIdentifier(database)} from public`);
  await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${client.escapeIdentifier(appRole)}`);

  const migrationUrl = new URL(adminUrl);
  migrationUrl.pathname = `/${database}`;
  const url = new URL(migrationUrl);
  url.username = appRole;
  url.password = password;
  return { url: url.toString(), migrationUrl: migrationUrl.toString(), owner, appRole };
}

async function ensureRole(client: pg.Client, role: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const name = client.escapeIdentifier(role);
  await client.query(rowCount === 0 ? `create role ${name} ${PLAIN_ROLE} ${attributes}` : `alter role ${name} ${attributes}`);
}
