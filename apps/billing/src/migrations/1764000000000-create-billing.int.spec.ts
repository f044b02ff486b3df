import { createDataSource } from '@openprepay/persistence/data-source';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingService } from '../billing.js';

const { migrations, rows = [] } = billingService;

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

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
    const tables = async () => (await dataSource.query<unknown[]>(TABLES)).length;
    const functions = async () => (await dataSource.query<unknown[]>(FUNCTIONS)).length;
    try {
      const [before, guards] = [await tables(), await functions()];

      await dataSource.undoLastMigration();
      expect([await tables(), await functions()]).toEqual([before - 7, guards - 2]);

      expect(await runMigrations({ ownerUrl, appRole, migrations })).toEqual(['CreateBilling1764000000000']);
      expect([await tables(), await functions()]).toEqual([before, guards]);
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

const COLUMNS = `
  select table_name || '.' || column_name || ' ' || case udt_name when 'int4' then 'integer' when 'int2' then 'smallint' else udt_name end
         || case is_nullable when 'NO' then ' not null' else '' end as column
    from information_schema.columns where table_schema = 'public' and table_name = any($1)`;
const TABLES = `select 1 from pg_tables where schemaname = 'public'`;
const FUNCTIONS = `select 1 from pg_proc where pronamespace = 'public'::regnamespace and proname like 'refuse_%'`;
