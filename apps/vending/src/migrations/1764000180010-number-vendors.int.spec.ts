import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { NumberVendors1764000180010 } from './1764000180010-number-vendors.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(NumberVendors1764000180010));
const VENDOR = '00000000-0000-4000-8000-000000000001';

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(
    `insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
     values ('acme', '${VENDOR}', 'shop', 'KES', 0, 0, now())`,
  );
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, NumberVendors1764000180010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('NumberVendors', () => {
  it('leaves vendors of before without a number, and keeps what is said of them from then on', async () => {
    expect((await owner.query('select name from vendor')).rows).toEqual([{ name: 'shop' }]);
    expect((await owner.query('select * from vendor_tax_number')).rows).toEqual([]);
    await owner.query(`insert into vendor_tax_number values ('acme', '${VENDOR}', 1, 'P1', 'ann', 'ann', now())`);

    await expect(owner.query(`update vendor_tax_number set tax_number = 'P2'`)).rejects.toThrow('only grows');
  });
});
