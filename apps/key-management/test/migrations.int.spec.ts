import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyManagementService } from '../src/key-management.js';

const { migrations } = keyManagementService;

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

/** The whole schema as text. */
const describeSchema = async (dataSource: DataSource): Promise<unknown> =>
  dataSource.query(`
    SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT event_object_table, trigger_name, event_manipulation, action_timing FROM information_schema.triggers
    UNION ALL SELECT tablename, policyname, qual, with_check FROM pg_policies
    UNION ALL SELECT table_name, grantee, privilege_type, NULL FROM information_schema.role_table_grants WHERE table_schema = 'public'
    ORDER BY 1, 2, 3, 4`);

describe('the migrations', () => {
  it('go down to nothing and up to the same again', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('key_management', migrations);
    const dataSource = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: [...migrations],
      migrationsTableName: 'openprepay_migrations',
      installExtensions: false,
    });
    await dataSource.initialize();
    const before = await describeSchema(dataSource);
    for (const name of ['audit', 'issued tokens', 'vending keys']) {
      await expect(dataSource.undoLastMigration(), name).resolves.toBeUndefined();
    }
    const [{ count }] = await dataSource.query<[{ count: string }]>(
      `SELECT count(*) FROM pg_tables WHERE tablename IN ('vending_key', 'issued_token', 'audit_entry')`,
    );
    expect(count).toBe('0');

    await dataSource.runMigrations({ transaction: 'each' });

    expect(await describeSchema(dataSource)).toEqual(before);
    await dataSource.destroy();
  });
});
