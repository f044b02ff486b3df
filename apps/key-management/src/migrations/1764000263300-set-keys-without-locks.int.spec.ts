import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { SetKeysWithoutLocks1764000263300 } from './1764000263300-set-keys-without-locks.js';

const BEFORE = keyManagementMigrations.slice(0, keyManagementMigrations.indexOf(SetKeysWithoutLocks1764000263300));

it('leaves the stored sets as they are, with no key that a set locks', async () => {
  const postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', BEFORE);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`insert into supply_group values ('acme', '600100', 'Town', now())`);
  await owner.query(`
    with key as (
      insert into vending_key (id, utility, supply_group_code, key_type, key_revision, key_expiry, base_date, decoder_key_algorithm,
        state, components_expected, kcv, master_key_id, wrapped_key, created_at, activated_at, changed_at)
      values (gen_random_uuid(), 'acme', '600100', 2, 1, 255, 2014, 'DKGA04', 'active', 0, 'A1B2C3', 'master', '\\x0102', now(), now(), now())
      returning id)
    insert into key_change_answer (utility, request_id, digest, meter_number, meter_pan, from_key_id, to_key_id, tokens, rollover,
      sample_tables, answered_at)
    select 'acme', gen_random_uuid(), '\\x01', 'm', 'pan', id, id, '["1"]', false, false, now() from key`);
  const sets = async () => (await owner.query('select * from key_change_answer')).rows as unknown[];
  const before = await sets();

  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, SetKeysWithoutLocks1764000263300] });

  expect(before).toHaveLength(1);
  expect(await sets()).toEqual(before);
  const keys = await owner.query(`select 1 from pg_constraint where contype = 'f' and conrelid = 'key_change_answer'::regclass`);
  expect(keys.rowCount).toBe(0);
  await owner.end();
  await postgres.stop();
});
