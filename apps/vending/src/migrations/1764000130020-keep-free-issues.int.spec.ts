import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KeepFreeIssues1764000130020 } from './1764000130020-keep-free-issues.js';
import { ReplaceMeters1764000130030 } from './1764000130030-replace-meters.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(KeepFreeIssues1764000130020));
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const meter = (number: string, supply: number): string =>
  `insert into meter (utility, meter_number, meter_id, meter_pan, manufacturer_code, supply_group_code, key_type, key_revision, tariff_index,
     encryption_algorithm, decoder_key_algorithm, base_date, commodity, supply_id, created_at, changed_at)
   values ('acme', '${number}', '${id(supply)}', '600727000000000009', '07', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014, 'electricity',
     '${id(supply)}', now(), now())`;
const issue = (number: number, columns = ''): string =>
  `insert into free_issue (utility, free_issue_id, kind, idempotency_key, meter_number, units_tenths, unit, reason, takes_two, state,
     requested_by_subject, requested_by_username, requested_at${columns === '' ? '' : ', decided_at, vend_id, decided_by_subject, decided_by_username'})
   values ('acme', '${id(number)}', 'free-issue', 'key-${number}', '07000000021', 10, 'kWh', 'x', true,
     ${columns === '' ? `'awaiting-approval'` : `'issued'`}, 'ann', 'ann', now()${columns})`;

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', before);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(meter('07000000021', 1));
  const migrations = [...before, KeepFreeIssues1764000130020, ReplaceMeters1764000130030];
  await runMigrations({ ownerUrl, appRole, migrations });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KeepFreeIssues', () => {
  it('takes what waits, and no issue of two people by one', async () => {
    await owner.query(issue(1));

    await expect(owner.query(issue(2, `, now(), null, 'ben', 'ben'`))).rejects.toThrow(/free_issue_decided/);
    await expect(
      owner.query(`update free_issue set state = 'issued', decided_at = now(), vend_id = '${id(9)}',
      decided_by_subject = 'ann', decided_by_username = 'ann'`),
    ).rejects.toThrow(/free_issue_two_people/);
  });
});

describe('ReplaceMeters', () => {
  it('leaves the meters that are there replaced by nothing', async () => {
    expect((await owner.query('select replaces, replaced_by from meter')).rows).toEqual([{ replaces: null, replaced_by: null }]);
  });

  it('lets one meter take a place, once and for good', async () => {
    const replacement = (number: number, to: string): string =>
      `insert into meter_replacement values ('acme', '${id(number)}', '07000000021', '${to}', 'x', null, 'ann', 'ann', now())`;
    await owner.query(meter('07000000039', 2));
    await owner.query(meter('07000000047', 3));
    await owner.query(replacement(1, '07000000039'));
    await owner.query(`update meter set replaced_by = '07000000039' where meter_number = '07000000021'`);

    await expect(owner.query(replacement(2, '07000000047'))).rejects.toThrow(/meter_replacement_once/);
    await expect(owner.query(`update meter set replaced_by = null where meter_number = '07000000021'`)).rejects.toThrow(/stays so/);
    await expect(owner.query('delete from meter_replacement')).rejects.toThrow(/only grows/);
  });
});
