import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { CarryCreditOnce1764000190000 } from './1764000190000-carry-credit-once.js';

const before = vendingMigrations.slice(0, vendingMigrations.indexOf(CarryCreditOnce1764000190000));
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const issue = (number: number, replacement?: number): string =>
  `insert into free_issue (utility, free_issue_id, kind, idempotency_key, meter_number, units_tenths, unit, reason, takes_two, state,
     requested_by_subject, requested_by_username, requested_at, decided_by_subject, decided_by_username, decided_at, refusal${replacement === undefined ? '' : ', replacement_id'})
   values ('acme', '${id(number)}', 'replacement', 'key-${number}', '07000000039', 10, 'kWh', 'x', true, 'refused',
     'ann', 'ann', now(), 'ben', 'ben', now(), 'no'${replacement === undefined ? '' : `, '${id(replacement)}'`})`;
const meter = (number: string, supply: number): string =>
  `insert into meter (utility, meter_number, meter_id, meter_pan, manufacturer_code, supply_group_code, key_type, key_revision, tariff_index,
     encryption_algorithm, decoder_key_algorithm, base_date, commodity, supply_id, created_at, changed_at)
   values ('acme', '${number}', '${id(supply)}', '600727000000000009', '07', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014, 'electricity',
     '${id(supply)}', now(), now())`;

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', before);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  for (const [nth, number] of ['07000000021', '07000000039'].entries()) await owner.query(meter(number, nth + 1));
  await owner.query(issue(10));
  await owner.query(issue(11));
  await owner.query(
    `insert into meter_replacement values ('acme', '${id(20)}', '07000000021', '07000000039', 'x', '${id(10)}', 'ann', 'ann', now())`,
  );
  await runMigrations({ ownerUrl, appRole, migrations: [...before, CarryCreditOnce1764000190000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

it('knows of the units that were given before whether they were what was left on a meter', async () => {
  const { rows } = await owner.query('select free_issue_id, replacement_id from free_issue order by free_issue_id');

  expect(rows).toEqual([
    { free_issue_id: id(10), replacement_id: id(20) },
    { free_issue_id: id(11), replacement_id: null },
  ]);
});

it('takes units that were left once, but for those that somebody has refused', async () => {
  await owner.query(issue(12, 20));
  await owner.query(
    issue(13, 20).replace("true, 'refused'", "true, 'awaiting-approval'").replace("'ben', 'ben', now(), 'no'", 'null, null, null, null'),
  );

  const again = issue(14, 20)
    .replace("true, 'refused'", "true, 'awaiting-approval'")
    .replace("'ben', 'ben', now(), 'no'", 'null, null, null, null');
  await expect(owner.query(again)).rejects.toThrow(/free_issue_of_replacement/);
});

it('decides on what was decided on no more than before', async () => {
  await expect(owner.query(`update free_issue set refusal = 'other' where free_issue_id = '${id(11)}'`)).rejects.toThrow(
    /not decided on again/,
  );
});
