import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { SandboxTerminals1764000040010 } from './1764000040010-sandbox-terminals.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(SandboxTerminals1764000040010));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
    values ('acme', '00000000-0000-4000-8000-000000000001', 'Old shop', 'KES', 0, 0, now())`);
  await owner.query(`insert into outlet select utility, vendor_id, vendor_id, 'Corner', now(), 'op' from vendor`);
  await owner.query(`insert into terminal (utility, terminal_id, outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by)
    select utility, vendor_id, vendor_id, vendor_id, 'Till 1', sha256('x'), 'UTC', now(), 'op' from vendor`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, SandboxTerminals1764000040010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('SandboxTerminals', () => {
  it('leaves a terminal of before a real one', async () => {
    expect((await owner.query('select sandbox, signs_in_as from terminal')).rows).toEqual([{ sandbox: false, signs_in_as: null }]);
  });

  it('lets no terminal of a real utility be called as its maker likes', async () => {
    const called = `insert into terminal (utility, terminal_id, outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by, signs_in_as)
      select utility, gen_random_uuid(), outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by, 'test' from terminal`;

    await expect(owner.query(called)).rejects.toThrow('terminal_chosen');
  });
});
