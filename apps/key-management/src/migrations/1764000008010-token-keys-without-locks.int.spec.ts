import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { TokenKeysWithoutLocks1764000008010 } from './1764000008010-token-keys-without-locks.js';

const BEFORE = keyManagementMigrations.slice(0, keyManagementMigrations.indexOf(TokenKeysWithoutLocks1764000008010));

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('TokenKeysWithoutLocks', () => {
  it('leaves answers and tokens as they are', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('key_management', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into supply_group values ('acme', '600100', 'Town', now())`);
    await owner.query(`
      with key as (
        insert into vending_key (id, utility, supply_group_code, key_type, key_revision, key_expiry, base_date, decoder_key_algorithm,
          state, components_expected, kcv, master_key_id, wrapped_key, created_at, activated_at, changed_at)
        values (gen_random_uuid(), 'acme', '600100', 2, 1, 255, 2014, 'DKGA04', 'active', 0, 'A1B2C3', 'master', '\\x0102', now(), now(), now())
        returning id),
      answer as (
        insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision,
          tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, answered_at)
        select 'acme', gen_random_uuid(), '\\x01', 'm', 'pan', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014, id, false, now() from key
        returning request_id, vending_key_id)
      insert into issued_token (utility, request_id, position, token, kind, commodity, token_identifier, amount_tenths, meter_pan,
        base_date, vending_key_id, issued_at)
      select 'acme', request_id, 0, '12345678901234567890', 'credit', 'electricity', 5000000, 1, 'pan', 2014, vending_key_id, now() from answer`);
    const all = async () => [
      (await owner.query('select * from token_answer')).rows,
      (await owner.query('select * from issued_token')).rows,
    ];
    const before = await all();

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, TokenKeysWithoutLocks1764000008010] });

    expect(before.map((rows) => rows.length)).toEqual([1, 1]);
    expect(await all()).toEqual(before);
    await owner.end();
  });
});
