import { messagingMigrations } from '@openprepay/messaging/migrations';
import { createDataSource } from '@openprepay/persistence/data-source';
import { type MigrationClass, runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingService } from '../billing.js';

const { migrations, rows = [] } = billingService;
/** Migrations of the service's own. */
const ofService = migrations.slice(messagingMigrations.length);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

/** What there is in a database that only these have been run on. */
async function madeBy(run: readonly MigrationClass[]): Promise<readonly string[]> {
  const { ownerUrl } = await postgres.createServiceDatabase('bare', run);
  const dataSource = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  return namesIn(dataSource).finally(() => dataSource.destroy());
}

const namesIn = async (dataSource: DataSource): Promise<readonly string[]> =>
  (await dataSource.query<{ readonly name: string }[]>(MADE)).map(({ name }) => name);

describe('the billing tables', () => {
  it('go and come back, and running the migrations again changes nothing', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('billing', migrations);
    const dataSource = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: [...migrations],
      migrationsTableName: 'openprepay_migrations',
    });
    await dataSource.initialize();
    const bare = await madeBy(messagingMigrations);
    const made = () => namesIn(dataSource);
    try {
      const before = await made();

      for (const _one of ofService) await dataSource.undoLastMigration();
      expect(await made()).toEqual(bare);

      expect(await runMigrations({ ownerUrl, appRole, migrations })).toEqual(ofService.map(({ name }) => name));
      expect(await made()).toEqual(before);
      expect(await runMigrations({ ownerUrl, appRole, migrations })).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('have the columns that the row classes say, and no others', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('billing_rows', migrations);
    const dataSource = createDataSource({ url: ownerUrl, rows, poolSize: 1, applicationName: 'test' });
    await dataSource.initialize();
    try {
      const stored = await dataSource.query<{ readonly column: string }[]>(COLUMNS, [
        dataSource.entityMetadatas.map(({ tableName }) => tableName),
      ]);

      const said = dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
        columns.map(({ databaseName, type, isNullable }) => `${tableName}.${databaseName} ${String(type)}${isNullable ? '' : ' not null'}`),
      );
      expect(said.sort()).toEqual(stored.map(({ column }) => column).sort());
    } finally {
      await dataSource.destroy();
    }
  });
});

/** But for those that the database makes of others. */
const COLUMNS = `
  select table_name || '.' || column_name || ' ' || case udt_name when 'int4' then 'integer' when 'int2' then 'smallint' when 'int8' then 'bigint' else udt_name end
         || case is_nullable when 'NO' then ' not null' else '' end as column
    from information_schema.columns
   where table_schema = 'public' and table_name = any($1) and is_generated = 'NEVER'`;
/** Tables and functions. */
const MADE = `
  select tablename as name from pg_tables where schemaname = 'public'
  union all select proname from pg_proc where pronamespace = 'public'::regnamespace order by 1`;
