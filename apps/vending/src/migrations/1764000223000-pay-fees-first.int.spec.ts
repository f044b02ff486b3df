import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { PayFeesFirst1764000223000 } from './1764000223000-pay-fees-first.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(PayFeesFirst1764000223000));
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const VENDOR = id(1);
/** A vend of free units with a fee that waits for its token. */
const given = (number: number): string => `
  insert into vend (utility, vend_id, vendor_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity, currency,
    tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken, debts_taken, accepted_at,
    token_requested_at, grant_kind, grant_counts, commission, commission_minor)
  values ('acme', '${id(number)}', '${VENDOR}', 'key-${number}', 'till', 'awaiting-token', '07000000021', '600727070000000219', '{}', '${id(number)}',
    'electricity', 'KES', 0, 'none', 500, '2026-11', 'FREE', 1, '[]', '[]', '[]', now(), now(), 'free-basic', false,
    '{"version":1,"parts":[{"kind":"free-basic","amountMinor":"250"}]}', 250)`;
const complete = (number: number): string => `
  update vend set state = 'completed', receipt_number = '${number}', tokens = '[]', sample_tables = false, settled_at = now()
   where vend_id = '${id(number)}'`;
const pay = (number: number): string => `
  with moved as (update vendor set float_minor = float_minor + 250, last_movement = last_movement + 1 where utility = 'acme'
    returning float_minor, last_movement)
  insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
  select 'acme', '${VENDOR}', last_movement, 'commission', '${id(number)}', 250, float_minor, now() from moved`;

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(
    `insert into vendor (utility, vendor_id, name, currency, float_minor, float_limit_minor, created_at)
     values ('acme', '${VENDOR}', 'Shop', 'KES', 0, 0, now())`,
  );
  for (const number of [2, 3]) await owner.query(given(number));
  await owner.query(complete(2));
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, PayFeesFirst1764000223000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

it('leaves what was completed before as it was', async () => {
  await owner.query(`update vend set reprints = 1 where vend_id = '${id(2)}'`);

  const { rows } = await owner.query(`select state, reprints from vend where vend_id = '${id(2)}'`);
  expect(rows).toEqual([{ state: 'completed', reprints: 1 }]);
});

it('lets nobody complete a vend of free units whose fee is not in the float, and whoever has paid it does', async () => {
  await expect(owner.query(complete(3))).rejects.toThrow(/pays it first/);

  await owner.query(pay(3));
  await owner.query(complete(3));

  expect((await owner.query(`select state from vend where vend_id = '${id(3)}'`)).rows).toEqual([{ state: 'completed' }]);
});
