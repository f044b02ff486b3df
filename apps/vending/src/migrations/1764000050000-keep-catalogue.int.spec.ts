import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { KeepCatalogue1764000050000 } from './1764000050000-keep-catalogue.js';

const BEFORE = [...messagingMigrations, CreateVending1764000000000];

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into meter (utility, meter_number, meter_id, meter_pan, manufacturer_code, supply_group_code, key_type, key_revision,
      tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, commodity, supply_id, created_at, changed_at)
    values ('acme', '07000000017', gen_random_uuid(), '600727070000000170', '07', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014,
      'electricity', gen_random_uuid(), now(), now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeepCatalogue1764000050000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KeepCatalogue', () => {
  it('leaves a meter of before without a model, and warns of its manufacturer until that is known', async () => {
    const warnings = async () => (await owner.query('select model_code, meter_warnings(m, current_date) as warnings from meter m')).rows;

    expect(await warnings()).toEqual([{ model_code: null, warnings: ['manufacturer-unknown'] }]);
    await owner.query(`insert into manufacturer values ('acme', '07', 'Ann', now())`);
    expect(await warnings()).toEqual([{ model_code: null, warnings: [] }]);
  });

  it('keeps a model as it was said to be', async () => {
    await owner.query(`insert into meter_model values ('acme', 'M', '07', 'M', 'electricity', '{EA07}', '{DKGA02}', 2, null, now(), 'op')`);

    await expect(owner.query(`update meter_model set name = 'N'`)).rejects.toThrow(/only grows/);
  });
});
