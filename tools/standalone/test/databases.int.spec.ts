import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionDatabases, type ServiceDatabase, type ServicePasswords } from '../src/databases.js';
import { type Service, services } from '../src/services.js';

const NOT_PERMITTED = '28000';
const WRONG_PASSWORD = '28P01';
const INSUFFICIENT_PRIVILEGE = '42501';

const passwords = Object.fromEntries(services.map((service) => [service, `password-of-${service}`])) as ServicePasswords;

/** What a sign-in comes to: `in`, or PostgreSQL's code of the refusal. */
async function signIn(url: string, changes: { readonly user?: string; readonly password?: string; readonly database?: string } = {}) {
  const at = new URL(url);
  at.username = changes.user ?? at.username;
  at.password = changes.password ?? at.password;
  at.pathname = changes.database === undefined ? at.pathname : `/${changes.database}`;
  const client = new pg.Client({ connectionString: at.toString() });
  try {
    await client.connect();
    return 'in';
  } catch (error) {
    return (error as { readonly code?: string }).code;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('the databases of one server', () => {
  let postgres: TestPostgres;
  let makerUrl: string;
  let databases: ReadonlyMap<Service, ServiceDatabase>;
  const of = (service: Service): ServiceDatabase => databases.get(service)!;
  const admin = async (statement: string, database = 'postgres'): Promise<readonly Record<string, unknown>[]> => {
    const at = new URL(postgres.adminUrl);
    at.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: at.toString() });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    // No superuser: a managed server has none to give.
    await admin(`create role maker login createdb createrole password 'password-of-maker'`);
    const at = new URL(postgres.adminUrl);
    at.username = 'maker';
    at.password = 'password-of-maker';
    makerUrl = at.toString();
    databases = await provisionDatabases(makerUrl, passwords);
  });
  afterAll(() => postgres.stop());

  it('have one password each, which opens nothing else', async () => {
    for (const service of services) {
      expect(await signIn(of(service).url), service).toBe('in');
      for (const other of services.filter((name) => name !== service)) {
        const { username: role, pathname } = new URL(of(other).url);
        expect(await signIn(of(other).url, { password: passwords[service] }), `${role} with the password of ${service}`).toBe(
          WRONG_PASSWORD,
        );
        expect(await signIn(of(service).url, { database: pathname.slice(1) }), `${service} in ${pathname}`).toBe(INSUFFICIENT_PRIVILEGE);
      }
    }
  });

  it('are owned by roles that nobody signs in as', async () => {
    for (const service of services) {
      for (const password of [passwords[service], new URL(postgres.adminUrl).password])
        expect([NOT_PERMITTED, WRONG_PASSWORD]).toContain(await signIn(of(service).url, { user: of(service).owner, password }));
    }
    const owners = await admin(`select rolname, rolcanlogin from pg_roles where rolname like 'openprepay\\_%\\_owner'`);
    expect(owners).toHaveLength(services.length);
    expect(owners.filter(({ rolcanlogin }) => rolcanlogin)).toEqual([]);
  });

  it('have their tables from migrations that become the owner', async () => {
    const { migrationUrl, owner, appRole } = of('billing');

    await runMigrations({ ownerUrl: migrationUrl, ownerRole: owner, appRole, migrations: messagingMigrations });

    const tables = await admin(`select distinct tableowner from pg_tables where schemaname = 'public'`, 'openprepay_billing');
    expect(tables).toEqual([{ tableowner: owner }]);
  });

  it('of a server that had one password for all roles are locked at the next start', async () => {
    const { owner, appRole } = of('vending');
    for (const role of [owner, appRole]) await admin(`alter role ${role} login password 'one-for-all'`);
    expect(await signIn(of('vending').url, { user: owner, password: 'one-for-all' })).toBe('in');

    await provisionDatabases(makerUrl, passwords);

    expect(await signIn(of('vending').url, { user: owner, password: 'one-for-all' })).not.toBe('in');
    expect(await signIn(of('vending').url, { password: 'one-for-all' })).toBe(WRONG_PASSWORD);
    expect(await signIn(of('vending').url)).toBe('in');
  });
});
