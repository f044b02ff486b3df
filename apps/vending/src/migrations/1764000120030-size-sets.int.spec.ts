import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { SizeSets1764000120030 } from './1764000120030-size-sets.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(SizeSets1764000120030));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('SizeSets', () => {
  it('has the vault asked again for the sets of before in the words of before', async () => {
    const { url, ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`
      insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason, requested_by_subject,
        requested_by_username, requested_at, token_requested_at, state)
      values ('acme', gen_random_uuid(), 'k', 'm', 'p', '{}', '{}', 'r', 's', 's', now(), now(), 'awaiting-tokens')`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, SizeSets1764000120030] });

    expect((await owner.query('select include_supply_group from key_change')).rows).toEqual([{ include_supply_group: false }]);
    const app = new pg.Client({ connectionString: url });
    await app.connect();
    await app.query(`set openprepay.utility = 'acme'`);
    await expect(app.query('update key_change set include_supply_group = true')).rejects.toThrow('permission denied');
    await app.end();
    await owner.end();
  });
});
