import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { ListOpenVends1764000008000 } from './1764000008000-list-open-vends.js';

const BEFORE = [...messagingMigrations, CreateVending1764000000000];

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('ListOpenVends', () => {
  it('finds the vends of old by their state, and leaves them as they are', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id,
        commodity, currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
        debts_taken, accepted_at, token_requested_at, settled_at, receipt_number, tokens, failure_code)
      select 'acme', gen_random_uuid(), state, 'till', state, '1', '1', '{}', gen_random_uuid(), 'electricity', 'KES', 1, 'cash', 1, '2026-11',
        'T', 1, '[]', '[]', '[]', now(), now(), case when state <> 'awaiting-token' then now() end, receipt, tokens::jsonb, failure
      from (values ('awaiting-token', null, null, null), ('completed', '1', '[]', null), ('failed', null, null, 'no')) as t(state, receipt, tokens, failure)`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, ListOpenVends1764000008000] });

    await owner.query('set enable_seqscan = off');
    const { rows } = await owner.query(`select state from vend where utility = 'acme' and state = 'awaiting-token'
      union all select state from vend where utility = 'acme' and state = 'failed' union all select count(*)::text from vend`);
    expect(rows.map(({ state }: { state: string }) => state)).toEqual(['awaiting-token', 'failed', '3']);
    await owner.end();
  });
});
