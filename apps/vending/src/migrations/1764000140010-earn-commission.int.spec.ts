import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { EarnCommission1764000140010 } from './1764000140010-earn-commission.js';

const VENDOR = '019ab000-0000-7000-8000-000000000001';
const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(EarnCommission1764000140010));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
    values ('acme', '${VENDOR}', 'shop', 'KES', 0, 0, now())`);
  await owner.query(`with moved as (update vendor set float_minor = 500, last_movement = 1)
    insert into vendor_movement values ('acme', '${VENDOR}', 1, 'deposit', gen_random_uuid(), 500, 500, now())`);
  await owner.query(`insert into vend (utility, vend_id, vendor_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id,
      commodity, currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
      debts_taken, accepted_at, token_requested_at)
    values ('acme', gen_random_uuid(), '${VENDOR}', 'old-sale', 'till', 'awaiting-token', '07000000021', '600727070000000219', '{}', gen_random_uuid(), 'electricity', 'KES',
      10000, 'cash', 1000, '2026-11', 'FLAT', 1, '[]', '[]', '[]', now(), now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, EarnCommission1764000140010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('EarnCommission', () => {
  it('leaves sales and movements of before as they were: they have earned nothing', async () => {
    expect((await owner.query('select commission, commission_minor from vend')).rows).toEqual([
      { commission: null, commission_minor: '0' },
    ]);
    expect((await owner.query('select kind, amount_minor from vendor_movement')).rows).toEqual([{ kind: 'deposit', amount_minor: '500' }]);
  });

  it('keeps no commission that begins before it was said', async () => {
    const insert = owner.query(`insert into vendor_commission values ('acme', '${VENDOR}', 1, '[]', now() - interval '1 s', now(), 'ann')`);

    await expect(insert).rejects.toThrow('vendor_commission_ahead');
  });
});
