import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingService } from '../billing.js';

const { migrations } = billingService;

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
});

const TABLES = `select 1 from pg_tables where schemaname = 'public'`;
const FUNCTIONS = `select 1 from pg_proc where pronamespace = 'public'::regnamespace and proname like 'refuse_%'`;
