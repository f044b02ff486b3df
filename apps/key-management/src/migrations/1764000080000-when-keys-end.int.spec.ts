import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { WhenKeysEnd1764000080000 } from './1764000080000-when-keys-end.js';

const BEFORE = keyManagementMigrations.slice(0, keyManagementMigrations.indexOf(WhenKeysEnd1764000080000));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('WhenKeysEnd', () => {
  it('leaves the keys that are there without dates, and lets nobody set or move any', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`select set_config('app.utility', '*', false)`);
    await owner.query(`insert into supply_group values ('acme', '600100', 'Town', now())`);
    await owner.query(`
      insert into vending_key (id, utility, supply_group_code, key_type, key_revision, key_expiry, base_date, decoder_key_algorithm, state,
        components_expected, created_at, changed_at)
      values ('0190a1b2-0000-7000-8000-000000000001', 'acme', '600100', 2, 1, 255, 2014, 'DKGA04', 'draft', 2, now(), now())`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, WhenKeysEnd1764000080000] });

    expect((await owner.query(`select active_from, issued_until from vending_key`)).rows).toEqual([
      { active_from: null, issued_until: null },
    ]);
    await expect(owner.query(`update vending_key set issued_until = now()`)).rejects.toThrow(/never changes/);
    await expect(owner.query(`update vending_key set state = 'retired'`)).resolves.toMatchObject({ rowCount: 1 });
    await owner.end();
  });
});
