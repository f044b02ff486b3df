import pg from 'pg';
import { type Service, services } from './services.js';

export interface ServiceDatabase {
  /** The role the service works as: owns nothing, bypasses nothing. */
  readonly url: string;
  /** The role that owns the tables; only migrations use it. */
  readonly ownerUrl: string;
  readonly appRole: string;
}

const databaseName = (service: string): string => `openprepay_${service.replaceAll('-', '_')}`;

/** Gives each service a database of its own with an owner and an application role; what exists is left, but for the password. */
export async function provisionDatabases(adminUrl: string, password: string): Promise<ReadonlyMap<Service, ServiceDatabase>> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const databases = new Map<Service, ServiceDatabase>();
    for (const service of services) databases.set(service, await provision(client, { adminUrl, service, password }));
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

async function provision(client: pg.Client, { adminUrl, service, password }: Provision): Promise<ServiceDatabase> {
  const database = databaseName(service);
  const owner = `${database}_owner`;
  const appRole = `${database}_app`;
  for (const role of [owner, appRole]) await ensureRole(client, role, password);

  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)} owner ${client.escapeIdentifier(owner)}`);
  await client.query(`revoke all on database ${client.escapeIdentifier(database)} from public`);
  await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${client.escapeIdentifier(appRole)}`);

  const url = (role: string): string => {
    const at = new URL(adminUrl);
    at.username = role;
    at.password = password;
    at.pathname = `/${database}`;
    return at.toString();
  };
  return { url: url(appRole), ownerUrl: url(owner), appRole };
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query(
    `${verb} role ${client.escapeIdentifier(role)} login nosuperuser nobypassrls nocreatedb nocreaterole password ${client.escapeLiteral(password)}`,
  );
}
