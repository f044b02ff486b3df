import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { GrantUnits1764000130000 } from './1764000130000-grant-units.js';

const through = vendingMigrations.indexOf(GrantUnits1764000130000);
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const insertVend = (number: number, columns: Readonly<Record<string, string>>): string => {
  const row: Record<string, string> = {
    ...{ utility: `'acme'`, vend_id: `'${id(number)}'`, idempotency_key: `'key-${number}'`, sold_by: `'till'`, state: `'awaiting-token'` },
    ...{ meter_number: `'07000000021'`, meter_pan: `'600727000000000009'`, key_data: `'{}'`, supply_id: `'${id(1)}'` },
    ...{ commodity: `'electricity'`, currency: `'KES'`, tender_minor: '100', payment_method: `'cash'`, units_tenths: '10' },
    ...{
      units_month: `'2026-11'`,
      tariff_code: `'FLAT'`,
      tariff_version: '1',
      lines: `'[]'`,
      fixed_charges_taken: `'[]'`,
      debts_taken: `'[]'`,
    },
    ...{ accepted_at: 'now()', token_requested_at: 'now()' },
    ...columns,
  };
  return `insert into vend (${Object.keys(row).join(', ')}) values (${Object.values(row).join(', ')})`;
};

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', vendingMigrations.slice(0, through));
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(insertVend(1, {}));
  await runMigrations({ ownerUrl, appRole, migrations: vendingMigrations.slice(0, through + 1) });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('GrantUnits', () => {
  const given = { grant_kind: `'free-basic'`, grant_counts: 'false', tender_minor: '0' };

  it('leaves what was sold as sold', async () => {
    const { rows } = await owner.query('select grant_kind, grant_counts, tender_minor from vend');

    expect(rows).toEqual([{ grant_kind: null, grant_counts: null, tender_minor: '100' }]);
  });

  it('takes no sale of nothing, and no grant that is paid for', async () => {
    await expect(owner.query(insertVend(2, { tender_minor: '0' }))).rejects.toThrow(/vend_tender_minor_check/);
    await expect(owner.query(insertVend(3, { ...given, tender_minor: '1' }))).rejects.toThrow(/vend_tender_minor_check/);
    await expect(owner.query(insertVend(4, { ...given, grant_counts: 'null' }))).rejects.toThrow(/vend_grant/);
  });

  it('takes the free units of a month once, unless they came to nothing', async () => {
    await owner.query(insertVend(5, given));

    await expect(owner.query(insertVend(6, given))).rejects.toThrow(/vend_free_basic_once/);
    await owner.query(insertVend(7, { ...given, units_month: `'2026-12'` }));
    await owner.query(`update vend set state = 'failed', failure_code = 'x', settled_at = now() where vend_id = '${id(5)}'`);
    await owner.query(insertVend(8, given));
  });
});
