import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepBlocks1764000030000 } from './1764000030000-keep-blocks.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepBlocks1764000030000));

describe('KeepBlocks', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', before);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('leaves vends of before as they were, and lets nobody say afterwards what was asked for', async () => {
    await owner.query(
      `insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity,
         currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
         debts_taken, accepted_at, token_requested_at)
       select 'north', id, id, 'till', 'awaiting-token', '1', '1', '{}', id, 'electricity', 'KES', 100, 'cash', 7, '2026-11', 'T', 1,
         '[]', '[]', '[]', now(), now() from gen_random_uuid() id`,
    );

    await runMigrations({ ...database, migrations: [...before, KeepBlocks1764000030000] });

    const { rows } = await owner.query('select units_asked_tenths, blocks, tender_minor::int as minor from vend');
    expect(rows).toEqual([{ units_asked_tenths: null, blocks: null, minor: 100 }]);
    const service = new pg.Client({ connectionString: database.url });
    await service.connect();
    await expect(service.query('update vend set units_asked_tenths = 8')).rejects.toMatchObject({ code: '42501' });
    await service.end();
  });
});
