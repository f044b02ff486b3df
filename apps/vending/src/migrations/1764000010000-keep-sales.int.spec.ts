import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepSales1764000010000 } from './1764000010000-keep-sales.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepSales1764000010000));

describe('KeepSales', () => {
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

  const vend = (utility: string, minor: number, settledAt: string | undefined) =>
    owner.query(
      `insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity,
         currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
         debts_taken, accepted_at, token_requested_at, settled_at, receipt_number, tokens)
       select $1, id, id, 'till', case when $3::timestamptz is null then 'awaiting-token' else 'completed' end, '1', '1', '{}', id,
         'electricity', 'KES', $2, 'cash', 7, '2026-11', 'T', 1, '[]', '[]', '[]', now(), now(), $3,
         case when $3::timestamptz is not null then id::text end, case when $3::timestamptz is not null then '[]'::jsonb end
       from gen_random_uuid() id`,
      [utility, minor, settledAt ?? null],
    );

  it('sums what was sold before, by utility and quarter of an hour', async () => {
    await vend('north', 100, '2026-11-10T08:00:00Z');
    await vend('north', 50, '2026-11-10T08:14:59Z');
    await vend('north', 30, '2026-11-10T08:15:00Z');
    await vend('south', 20, '2026-11-10T08:00:00Z');
    await vend('south', 90, undefined);

    await runMigrations({ ...database, migrations: [...before, KeepSales1764000010000] });

    const { rows } = await owner.query(
      'select utility, start, vends::int, tender_minor::int as minor, units_tenths::int as tenths from sales_quarter order by 1, 2',
    );
    expect(rows).toEqual([
      { utility: 'north', start: new Date('2026-11-10T08:00:00Z'), vends: 2, minor: 150, tenths: 14 },
      { utility: 'north', start: new Date('2026-11-10T08:15:00Z'), vends: 1, minor: 30, tenths: 7 },
      { utility: 'south', start: new Date('2026-11-10T08:00:00Z'), vends: 1, minor: 20, tenths: 7 },
    ]);
  });
});
