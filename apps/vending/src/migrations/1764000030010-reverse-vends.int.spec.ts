import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { ReverseVends1764000030010 } from './1764000030010-reverse-vends.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(ReverseVends1764000030010));

describe('ReverseVends', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', before);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('leaves sales of before as they were: none is reversed, and none was handed out again', async () => {
    await owner.query(
      `insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity,
         currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
         debts_taken, accepted_at, token_requested_at, settled_at, receipt_number, tokens)
       select 'north', id, id, 'till', 'completed', '1', '1', '{}', id, 'electricity', 'KES', 100, 'cash', 7, '2026-11', 'T', 1,
         '[]', '[]', '[]', now(), now(), now(), '1', '[]' from gen_random_uuid() id`,
    );
    await owner.query(`insert into sales_quarter values ('north', '2026-11-10T08:00:00Z', 'KES', 'electricity', 1, 100, 7)`);

    await runMigrations({ ...database, migrations: [...before, ReverseVends1764000030010] });

    expect((await owner.query('select reversal_id, reprints, state from vend')).rows).toEqual([
      { reversal_id: null, reprints: 0, state: 'completed' },
    ]);
    await owner.query('update sales_quarter set vends = 0, tender_minor = 0, units_tenths = 0');
  });
});
