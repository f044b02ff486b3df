import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyManagementMigrations } from '../migrations.js';
import { KeepKeyChanges1764000020000 } from './1764000020000-keep-key-changes.js';

const BEFORE = keyManagementMigrations.slice(0, keyManagementMigrations.indexOf(KeepKeyChanges1764000020000));
const KEY = '0190a1b2-0000-7000-8000-000000000001';

let postgres: TestPostgres;
let owner: pg.Client;
let appUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('key_management', BEFORE);
  appUrl = database.url;
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`insert into supply_group values ('acme', '600100', 'Town', now())`);
  await owner.query(`
    insert into vending_key (id, utility, supply_group_code, key_type, key_revision, key_expiry, base_date, decoder_key_algorithm, state,
      components_expected, created_at, changed_at)
    values ('${KEY}', 'acme', '600100', 2, 1, 255, 2014, 'DKGA04', 'draft', 2, now(), now())`);
  await owner.query(`
    insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
      encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, answered_at)
    values ('acme', gen_random_uuid(), '\\x01', 'm', 'p', '600100', 2, 1, '01', 'EA11', 'DKGA04', 2014, '${KEY}', false, now())`);
  await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: [...BEFORE, KeepKeyChanges1764000020000] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

const answer = (changes: Readonly<Record<string, string>>) => {
  const columns = {
    utility: `'acme'`,
    request_id: 'gen_random_uuid()',
    digest: `'\\x01'`,
    meter_number: `'m'`,
    meter_pan: `'p'`,
    answered_at: 'now()',
  };
  const all = { ...columns, ...changes };
  return `insert into key_change_answer (${Object.keys(all).join(', ')}) values (${Object.values(all).join(', ')})`;
};
const SET = { from_key_id: `'${KEY}'`, to_key_id: `'${KEY}'`, tokens: `'["1", "2"]'`, rollover: 'false', sample_tables: 'false' };

describe('KeepKeyChanges', () => {
  it('leaves keys and the answers of before as they are, and takes sets of the keys that there are', async () => {
    expect((await owner.query('select vending_key_id from token_answer')).rows).toEqual([{ vending_key_id: KEY }]);
    expect((await owner.query('select id from vending_key')).rows).toEqual([{ id: KEY }]);

    await owner.query(answer(SET));
    await owner.query(answer({ refusal_code: `'refused'`, refusal_reason: `'why'` }));

    expect((await owner.query('select from key_change_answer')).rows).toHaveLength(2);
  });

  it.each([
    ['neither a set nor a refusal', {}, 'key_change_answer_outcome'],
    ['both', { ...SET, refusal_code: `'refused'` }, 'key_change_answer_outcome'],
    ['a set without its keys', { tokens: `'[]'` }, 'key_change_answer_outcome'],
    ['a set of a key that there is not', { ...SET, to_key_id: 'gen_random_uuid()' }, 'key_change_answer_to_key_id_fkey'],
  ])('takes no answer that is %s', async (_what, changes, constraint) => {
    await expect(owner.query(answer(changes))).rejects.toThrow(constraint);
  });

  it('shows a utility none of another’s, and has nobody change one', async () => {
    await owner.query(answer(SET));
    const app = new pg.Client({ connectionString: appUrl });
    await app.connect();
    await app.query(`set openprepay.utility = 'another'`);

    expect((await app.query('select from key_change_answer')).rows).toEqual([]);
    await expect(app.query(`update key_change_answer set tokens = '[]'`)).rejects.toThrow('permission denied');
    await expect(owner.query('delete from key_change_answer')).rejects.toThrow('only grows');
    await app.end();
  });
});
