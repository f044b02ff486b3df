import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { ListMetersOfMakes1764000229000 } from './1764000229000-list-meters-of-makes.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(ListMetersOfMakes1764000229000));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into meter (utility, meter_id, meter_number, meter_pan, manufacturer_code, supply_group_code, key_type, key_revision,
      tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, commodity, model_code, supply_id, created_at, changed_at)
    select 'acme', gen_random_uuid(), '0700000001' || nth, '60072707000000017' || nth, '07', '600100', 2, 1, '01', 'EA07', 'DKGA04', 2014,
      'electricity', case nth when 2 then 'M-1' end, gen_random_uuid(), now(), now() from generate_series(1, 2) nth`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, ListMetersOfMakes1764000229000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

const makes = async (): Promise<readonly string[]> =>
  (await owner.query<{ make: string }>('select make from meter order by meter_number')).rows.map(({ make }) => make);

describe('ListMetersOfMakes', () => {
  it('knows of what make the meters of before are, with a model and without, and of what make one becomes', async () => {
    expect(await makes()).toEqual(['07  electricity EA07 DKGA04', '07 M-1 electricity EA07 DKGA04']);

    await owner.query(`update meter set model_code = 'M-2', encryption_algorithm = 'EA11' where meter_number = '07000000011'`);

    expect(await makes()).toEqual(['07 M-2 electricity EA11 DKGA04', '07 M-1 electricity EA07 DKGA04']);
  });
});
