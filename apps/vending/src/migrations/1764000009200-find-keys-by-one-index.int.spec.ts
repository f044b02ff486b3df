import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { FindKeysByOneIndex1764000009200 } from './1764000009200-find-keys-by-one-index.js';

const VENDOR = '019ab000-0000-7000-8000-000000000001';
const place = vendingMigrations.indexOf(FindKeysByOneIndex1764000009200);

describe('FindKeysByOneIndex', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  const insert = (utility: string, soldBy: string, vendorId: string | null = null) =>
    owner.query(
      `insert into vend (utility, vend_id, vendor_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity,
         currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
         debts_taken, accepted_at, token_requested_at)
       values ($1, gen_random_uuid(), $3, 'kept', $2, 'awaiting-token', '1', '1', '{}', gen_random_uuid(), 'electricity', 'KES', 1, 'cash', 1,
         '2026-11', 'T', 1, '[]', '[]', '[]', now(), now())`,
      [utility, soldBy, vendorId],
    );

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', vendingMigrations.slice(0, place));
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await insert('acme', 'till-1');
    await insert('acme', 'till-1', VENDOR);
    await runMigrations({ ...database, migrations: vendingMigrations });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('keeps the vends of every key, each its own seller’s of its own utility', async () => {
    const taken = { constraint: 'vend_idempotency_key' };

    await expect(insert('acme', 'till-1')).rejects.toMatchObject(taken);
    await expect(insert('acme', 'till-2', VENDOR)).rejects.toMatchObject(taken);
    await insert('acme', 'till-2');
    await insert('other', 'till-1');
    expect((await owner.query('select 1 from vend')).rows).toHaveLength(4);
  });
});
