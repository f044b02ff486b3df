import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateVending1764000000000 } from './1764000000000-create-vending.js';
import { AddRevisions1764000004000 } from './1764000004000-add-revisions.js';
import { FindSuppliesAgain1764000004001 } from './1764000004001-find-supplies-again.js';

const BEFORE = [...messagingMigrations, CreateVending1764000000000, AddRevisions1764000004000];

/** A supply as the ids of the tests name it. */
const id = (number: number): string => `019ab000-0000-7000-8000-00000000000${number}`;

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('FindSuppliesAgain', () => {
  it('says of the supplies that meters have left since when, and of all what they measure and in which currency', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into meter values ('acme', '07000000018', gen_random_uuid(), '600727070000000180', '07', '600100', 2, 1, '01',
      'EA11', 'DKGA04', 2014, 'water', 'A-1', '${id(3)}', now(), now(), 1)`);
    await owner.query(`insert into supply values
      ('acme', '${id(1)}', '07000000018', 'A-1', '2026-11-01T00:00:00Z', '2026-11', 391, '2026-11', '[]'),
      ('acme', '${id(2)}', '07000000018', null, '2026-11-10T00:00:00Z', '0000-01', 0, null, '[]'),
      ('acme', '${id(3)}', '07000000018', 'A-1', '2026-11-11T00:00:00Z', '0000-01', 0, null, '[]')`);
    await owner.query(`insert into vend (utility, vend_id, idempotency_key, sold_by, state, meter_number, meter_pan, key_data, supply_id,
        commodity, currency, tender_minor, payment_method, units_tenths, units_month, tariff_code, tariff_version, lines, fixed_charges_taken,
        debts_taken, accepted_at, token_requested_at)
      values ('acme', gen_random_uuid(), 'k', 'till', 'awaiting-token', '07000000018', '600727070000000180', '{}', '${id(1)}',
        'water', 'KES', 1, 'cash', 1, '2026-11', 'DOM', 1, '[]', '[]', '[]', now(), now())`);
    await owner.query(`insert into account_pricing values ('acme', 'A-1', 1, 'KES', 'DOM', true)`);
    await owner.query(`insert into debt values ('acme', 'A-1', '${id(4)}', 'loan', 0, 900, 0, '20', null, 100)`);

    await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, FindSuppliesAgain1764000004001] });

    const supplies = await owner.query(
      'select supply_id, commodity, currency, left_at, units_tenths::int, pauses from supply order by supply_id',
    );
    const known = { commodity: 'water', pauses: [] };
    expect(supplies.rows).toEqual([
      { ...known, supply_id: id(1), currency: 'KES', left_at: new Date('2026-11-10T00:00:00Z'), units_tenths: 391 },
      { ...known, supply_id: id(2), currency: null, left_at: new Date('2026-11-11T00:00:00Z'), units_tenths: 0 },
      { ...known, supply_id: id(3), currency: null, left_at: null, units_tenths: 0 },
    ]);
    expect((await owner.query('select code, currency, recovered_minor::int from debt')).rows).toEqual([
      { code: 'loan', currency: 'KES', recovered_minor: 100 },
    ]);
    await expect(owner.query('update debt set recovered_minor = charged_minor + 1')).rejects.toMatchObject({
      constraint: 'debt_recovered',
    });
    await expect(owner.query(`update debt set account_number = 'A-2'`)).rejects.toMatchObject({ constraint: 'debt_account' });
    await owner.end();
  });
});
