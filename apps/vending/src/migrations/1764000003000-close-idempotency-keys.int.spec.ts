import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { CloseIdempotencyKeys1764000003000 } from './1764000003000-close-idempotency-keys.js';

const VENDOR = '019ab000-0000-7000-8000-000000000001';
const before = [...messagingMigrations, CreateVending1764000000000];

describe('CloseIdempotencyKeys', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;

  const insert = (key: string, soldBy: string, vendorId: string | null = null) =>
    owner.query(
      `insert into vend (utility, vend_id, vendor_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity,
         currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
         debts_taken, accepted_at, token_requested_at)
       values ('acme', gen_random_uuid(), $3, $1, $2, 'awaiting-token', '1', '1', '{}', gen_random_uuid(), 'electricity', 'KES', 1, 'cash', 1,
         '2026-11', 'T', 1, '[]', '[]', '[]', now(), now())`,
      [key, soldBy, vendorId],
    );

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('vending', before);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await insert('kept', 'till-1');
    await insert('kept', 'till-1', VENDOR);
    await runMigrations({ ...database, migrations: [...before, CloseIdempotencyKeys1764000003000] });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('keeps the vends of every key, each its own seller’s from now on', async () => {
    await expect(insert('kept', 'till-1')).rejects.toMatchObject({ constraint: 'vend_idempotency_key' });
    await expect(insert('kept', 'till-2', VENDOR)).rejects.toMatchObject({ constraint: 'vend_idempotency_key' });
    await insert('kept', 'till-2');
    expect((await owner.query('select 1 from vend')).rows).toHaveLength(3);
  });

  it('never stores a vend under a key that is closed to its seller', async () => {
    await owner.query(
      `insert into closed_key values ('acme', 'closed', null, 'x', now()), ('acme', 'of-one', 'staff till-1', 'x', now()),
         ('acme', 'of-vendor', $1, 'x', now()), ('other', 'elsewhere', null, 'x', now())`,
      [VENDOR],
    );
    const refused = { code: '23505', constraint: 'vend_key_not_closed' };

    await expect(insert('closed', 'till-1')).rejects.toMatchObject(refused);
    await expect(insert('closed', 'till-1', VENDOR)).rejects.toMatchObject(refused);
    await expect(insert('of-one', 'till-1')).rejects.toMatchObject(refused);
    await expect(insert('of-vendor', 'till-1', VENDOR)).rejects.toMatchObject(refused);
    await insert('of-one', 'till-2');
    await insert('of-vendor', 'till-1');
    await insert('elsewhere', 'till-1');
  });
});
