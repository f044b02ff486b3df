import { messagingMigrations } from '@openprepay/messaging/migrations';
import { createDataSource } from '@openprepay/persistence/data-source';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { vendingService } from '../vending.js';

/** Migrations of the service's own. */
const OF_SERVICE = vendingMigrations.length - messagingMigrations.length;

const VEND = {
  utility: "'acme'",
  vend_id: 'gen_random_uuid()',
  idempotency_key: "'k'",
  sold_by: "'till'",
  state: "'awaiting-token'",
  meter_number: "'1'",
  meter_pan: "'1'",
  key_data: "'{}'",
  supply_id: 'gen_random_uuid()',
  commodity: "'electricity'",
  currency: "'KES'",
  tender_minor: '1',
  payment_method: "'cash'",
  units_tenths: '1',
  units_month: "'2026-11'",
  tariff_code: "'T'",
  tariff_version: '1',
  lines: "'[]'",
  fixed_charges_taken: "'[]'",
  debts_taken: "'[]'",
  accepted_at: 'now()',
  token_requested_at: 'now()',
} as const;

const insert = (changes: Readonly<Record<string, string>> = {}): string => {
  const row = { ...VEND, ...changes };
  return `insert into vend (${Object.keys(row).join(', ')}) values (${Object.values(row).join(', ')})`;
};

/** Of the tables that have a row class; what a table reckons by itself is no row's. */
const COLUMNS = `
  select table_name || '.' || column_name
      || case data_type when 'timestamp with time zone' then ' timestamptz' else ' ' || data_type end
      || case is_nullable when 'YES' then '' else ' not null' end as column
  from information_schema.columns
  where table_schema = 'public' and table_name = any($1) and is_generated = 'NEVER'`;

describe('the tables of vending', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', vendingMigrations);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('let a key be used once per seller, the utility itself being one', async () => {
    const vendorId = "'019ab000-0000-7000-8000-000000000001'";
    await owner.query(insert());
    await owner.query(insert({ vendor_id: vendorId }));
    await owner.query(insert({ utility: "'other'" }));

    await expect(owner.query(insert())).rejects.toMatchObject({ constraint: 'vend_idempotency_key' });
    await expect(owner.query(insert({ vendor_id: vendorId }))).rejects.toMatchObject({ constraint: 'vend_idempotency_key' });
  });

  it.each([
    ['completed without tokens', { state: "'completed'", settled_at: 'now()', receipt_number: "'1'" }],
    ['completed without a receipt', { state: "'completed'", settled_at: 'now()', tokens: "'[]'" }],
    ['failed without a code', { state: "'failed'", settled_at: 'now()' }],
    ['failed with tokens', { state: "'failed'", settled_at: 'now()', failure_code: "'x'", tokens: "'[]'" }],
    ['awaiting with a code', { failure_code: "'x'" }],
  ])('never hold a vend that is %s', async (_what, changes) => {
    await expect(owner.query(insert({ idempotency_key: "'outcome'", ...changes }))).rejects.toMatchObject({ constraint: 'vend_outcome' });
  });

  it('never hold a float below its limit', async () => {
    await expect(owner.query("insert into vendor values ('acme', gen_random_uuid(), 'v', 'KES', -11, 10, now())")).rejects.toMatchObject({
      constraint: 'vendor_float_within_limit',
    });
  });

  it('have the columns that the row classes say, and no others', async () => {
    const dataSource = createDataSource({ url: database.ownerUrl, rows: vendingService.rows ?? [], poolSize: 1, applicationName: 'test' });
    await dataSource.initialize();
    try {
      const stored = await dataSource.query<{ readonly column: string }[]>(COLUMNS, [
        dataSource.entityMetadatas.map(({ tableName }) => tableName),
      ]);

      const said = dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
        columns.map(
          ({ databaseName, type, isArray, isNullable }) =>
            `${tableName}.${databaseName} ${isArray ? 'ARRAY' : String(type)}${isNullable ? '' : ' not null'}`,
        ),
      );
      expect(said.sort()).toEqual(stored.map(({ column }) => column).sort());
    } finally {
      await dataSource.destroy();
    }
  });

  it('go, and come back', async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.ownerUrl,
      migrations: [...vendingMigrations],
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    try {
      for (let undone = 0; undone < OF_SERVICE; undone++) await dataSource.undoLastMigration();
      expect((await owner.query("select 1 from pg_tables where tablename in ('vend', 'meter', 'vendor')")).rows).toEqual([]);

      await dataSource.runMigrations();

      expect((await owner.query('select 1 from vend')).rows).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });
});
