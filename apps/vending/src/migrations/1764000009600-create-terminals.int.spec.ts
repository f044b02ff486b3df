import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateTerminals1764000009600 } from './1764000009600-create-terminals.js';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';

const BEFORE = [...messagingMigrations, CreateVending1764000000000];

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
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CreateTerminals1764000009600] });
  await owner.query(`insert into outlet select utility, vendor_id, vendor_id, 'Corner', now(), 'op' from vendor`);
  await owner.query(`insert into terminal (utility, terminal_id, outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by)
    select utility, vendor_id, vendor_id, vendor_id, 'Till 1', sha256('x'), 'UTC', now(), 'op' from vendor`);
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('CreateTerminals', () => {
  it('gives a vendor of before terminals, one of each id in the world', async () => {
    const again = `insert into terminal (utility, terminal_id, outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by)
      select utility, terminal_id, outlet_id, vendor_id, name, secret_hash, time_zone, created_at, created_by from terminal`;

    await expect(owner.query(again)).rejects.toThrow(/terminal_pk|terminal_id/);
  });

  it('keeps a revoked terminal revoked, whoever asks', async () => {
    await owner.query(`update terminal set revoked_at = now(), revoked_by = 'op'`);

    await expect(owner.query('update terminal set revoked_at = null, revoked_by = null')).rejects.toThrow('stays revoked');
    await expect(owner.query('update outlet set name = $1', ['x'])).rejects.toThrow('only grows');
  });
});
