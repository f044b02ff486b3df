import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { DrawNetwork1764000050010 } from './1764000050010-draw-network.js';

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
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, DrawNetwork1764000050010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('DrawNetwork', () => {
  it('leaves a meter of before hanging on nothing, and lets no part of the network feed itself or stand at half a place', async () => {
    expect((await owner.query('select network_node from meter')).rows).toEqual([{ network_node: null }]);

    const add = (values: string) => owner.query(`insert into network_node values ('acme', ${values}, now(), now())`);
    await add(`'Z', 'zone', null, null, null`);
    await expect(add(`'A', 'zone', 'A', null, null`)).rejects.toThrow(/network_node_of_another/);
    await expect(add(`'A', 'zone', 'B', null, null`)).rejects.toThrow(/network_node_parent/);
    await expect(add(`'A', 'zone', 'Z', 1.5, null`)).rejects.toThrow(/network_node_place/);
  });
});
