import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { ChangeKeys1764000020001 } from './1764000020001-change-keys.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(ChangeKeys1764000020001));
const KEY = `'{"keyRevision": 1}'::jsonb`;

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('vending', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = '*'`);
  await owner.query(`insert into meter (utility, meter_id, meter_number, meter_pan, manufacturer_code, supply_group_code, key_type, key_revision,
      tariff_index, encryption_algorithm, decoder_key_algorithm, base_date, commodity, account_number, supply_id, revision, created_at, changed_at)
    values ('acme', '00000000-0000-4000-8000-000000000001', '07000000017', '600727070000000178', '07', '600100', 2, 1, '07', 'EA11', 'DKGA04', 2014,
      'electricity', null, '00000000-0000-4000-8000-000000000002', 1, now(), now())`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, ChangeKeys1764000020001] });
  await owner.query(`insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason,
      requested_by_subject, requested_by_username, requested_at, token_requested_at, state, tokens, rollover, sample_tables, issued_at)
    values ('acme', '00000000-0000-4000-8000-000000000003', 'one', '07000000017', '600727070000000178', ${KEY}, ${KEY}, 'test', 'eve', 'eve',
      now(), now(), 'issued', '[]', false, false, now())`);
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('ChangeKeys', () => {
  it('leaves meters of before with the key that they have, to be sold to as before', async () => {
    const { rows } = await owner.query('select key_revision, key_change_pending from meter');

    expect(rows).toEqual([{ key_revision: 1, key_change_pending: false }]);
  });

  it('keeps a set as it was made, and what has ended as it ended, whoever asks', async () => {
    await expect(owner.query(`update key_change set tokens = '[1]'`)).rejects.toThrow('has its set');

    await owner.query(`update key_change set state = 'confirmed', ended_at = now(), remark = 'seen'`);
    await expect(owner.query(`update key_change set state = 'issued', ended_at = null`)).rejects.toThrow('has ended');
  });
});
