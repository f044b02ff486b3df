import { DataSource, type MigrationInterface } from 'typeorm';
import { PersistenceError } from './persistence-error.js';

/** One migration run at a time per database, whoever starts it. */
const MIGRATION_LOCK = 7_310_553_201;
const IDENTIFIER = /^[a-z_][a-z0-9_-]{0,62}$/;
const MIGRATIONS_TABLE = 'openprepay_migrations';

export type MigrationClass = new () => MigrationInterface;

export interface MigrateOptions {
  /** postgres URL of the role that owns the database's tables, or of one that may become it. */
  readonly ownerUrl: string;
  /** The owner, where it is not whom the URL signs in as: an owner that cannot sign in has no password to lose. */
  readonly ownerRole?: string | undefined;
  /** The role that the service connects as. It exists already, and is neither the owner nor exempt from row-level security. */
  readonly appRole: string;
  readonly migrations: readonly MigrationClass[];
}

/**
 * Brings a service's database up to date and returns the names of the migrations it ran. The app role gets
 * SELECT, INSERT, UPDATE and DELETE on every table that a migration makes; a migration may REVOKE.
 *
 * @throws {PersistenceError} `persistence.role_unsafe` where the app role would see every utility's rows
 */
export async function runMigrations({ ownerUrl, ownerRole, appRole, migrations }: MigrateOptions): Promise<string[]> {
  for (const role of ownerRole === undefined ? [appRole] : [appRole, ownerRole])
    if (!IDENTIFIER.test(role)) throw new RangeError(`not a plain role name: ${role}`);
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [...migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    synchronize: false,
    installExtensions: false,
    logging: false,
    poolSize: 2,
    applicationName: 'openprepay-migrate',
    ...(ownerRole === undefined ? {} : { extra: { options: `-c role=${ownerRole}` } }),
  });
  await dataSource.initialize();
  try {
    return await migrateUnderLock(dataSource, appRole);
  } finally {
    await dataSource.destroy();
  }
}

async function migrateUnderLock(dataSource: DataSource, appRole: string): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseUnsafeRole(dataSource, appRole);
    await grantTo(dataSource, appRole);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    await dataSource.query(`revoke insert, update, delete on ${MIGRATIONS_TABLE} from "${appRole}"`);
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
  }
}

async function refuseUnsafeRole(dataSource: DataSource, appRole: string): Promise<void> {
  const [role] = await dataSource.query<readonly { readonly unsafe: boolean }[]>(
    `select r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, current_user::regrole, 'member') as unsafe from pg_roles r where r.rolname = $1`,
    [appRole],
  );
  if (role === undefined) throw new PersistenceError('persistence.role_unsafe', `there is no role ${appRole}`);
  if (role.unsafe) {
    throw new PersistenceError(
      'persistence.role_unsafe',
      `the role ${appRole} owns the tables or bypasses row-level security; a service must not`,
    );
  }
}

async function grantTo(dataSource: DataSource, appRole: string): Promise<void> {
  await dataSource.query(`grant usage on schema public to "${appRole}"`);
  await dataSource.query(`alter default privileges in schema public grant select, insert, update, delete on tables to "${appRole}"`);
  await dataSource.query(`alter default privileges in schema public grant usage, select on sequences to "${appRole}"`);
}
