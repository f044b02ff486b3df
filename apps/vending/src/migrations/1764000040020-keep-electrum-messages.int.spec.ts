import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepElectrumMessages1764000040020 } from './1764000040020-keep-electrum-messages.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepElectrumMessages1764000040020));

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
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeepElectrumMessages1764000040020] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KeepElectrumMessages', () => {
  it('keeps of an id of a vendor of before one message, for good', async () => {
    const keep = () =>
      owner.query(`insert into electrum_message (utility, vendor_id, message_id, kind, body, received_from, received_at)
        select utility, vendor_id, vendor_id, 'purchase', '{}', 'terminal', now() from vendor`);
    await keep();

    await expect(keep()).rejects.toThrow('electrum_message_pk');
    await expect(owner.query('delete from electrum_message')).rejects.toThrow('only grows');
  });
});
