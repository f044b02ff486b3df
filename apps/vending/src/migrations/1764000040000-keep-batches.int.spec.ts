import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepBatches1764000040000 } from './1764000040000-keep-batches.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepBatches1764000040000));
const BATCH = '00000000-0000-4000-8000-00000000000b';

let postgres: TestPostgres;
let owner: pg.Client;

const sell = (vendId: string, soldBy: string) =>
  owner.query(
    `insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id, commodity, currency,
       tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken, debts_taken,
       accepted_at, token_requested_at)
     values ('acme', $1::uuid, $1::text, $2, 'awaiting-token', '07000000021', '600727070000000219', '{}', $1::uuid, 'electricity', 'KES', 10000,
       'cash', 1000, '2026-11', 'FLAT', 1, '[]', '[]', '[]', now(), now())`,
    [vendId, soldBy],
  );
const members = async () => (await owner.query<{ vend: string }>('select vend_id as vend from batch_vend')).rows.map(({ vend }) => vend);

beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await sell('00000000-0000-4000-8000-000000000001', 'ann');
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, KeepBatches1764000040000] });
  await owner.query(
    `insert into batch (utility, batch_id, kind, number, till, opened_at, opened_by)
    values ('acme', $1, 'shift', 1, 'ann', now(), 'ann')`,
    [BATCH],
  );
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KeepBatches', () => {
  it('puts what is sold from then on into what is open of its till, and nothing of before', async () => {
    await sell('00000000-0000-4000-8000-000000000002', 'ann');
    await sell('00000000-0000-4000-8000-000000000003', 'bob');

    expect(await members()).toEqual(['00000000-0000-4000-8000-000000000002']);
  });

  it('keeps a closed batch as it is, whoever asks', async () => {
    await owner.query(`update batch set closed_at = now(), closed_by = 'ann', totals = '[]'`);
    await sell('00000000-0000-4000-8000-000000000004', 'ann');

    expect(await members()).toHaveLength(1);
    await expect(owner.query('update batch set closed_at = null, closed_by = null, totals = null')).rejects.toThrow('stays as it is');
    await expect(owner.query('delete from batch_vend')).rejects.toThrow('only grows');
  });
});
