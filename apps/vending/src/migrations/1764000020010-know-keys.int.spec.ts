import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendingMigrations } from '../migrations.js';
import { KnowKeys1764000020010 } from './1764000020010-know-keys.js';

const BEFORE = vendingMigrations.slice(0, vendingMigrations.indexOf(KnowKeys1764000020010));

let postgres: TestPostgres;
let owner: pg.Client;
let appUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('vending', BEFORE);
  appUrl = database.url;
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`
    insert into key_change (utility, key_change_id, idempotency_key, meter_number, meter_pan, from_key, to_key, reason, requested_by_subject,
      requested_by_username, requested_at, token_requested_at, state)
    values ('acme', gen_random_uuid(), 'k', 'm', 'p', '{}', '{}', 'r', 's', 's', now(), now(), 'awaiting-tokens')`);
  await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: [...BEFORE, KnowKeys1764000020010] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('KnowKeys', () => {
  it('leaves the key changes of before waiting, knows no key, and wants nothing of sales yet', async () => {
    expect((await owner.query('select state from key_change')).rows).toEqual([{ state: 'awaiting-tokens' }]);
    expect((await owner.query('select from known_key')).rows).toEqual([]);
    expect((await owner.query('select from key_change_policy')).rows).toEqual([]);
  });

  it('has the service change how a key stands and nothing else of it, and no policy that was set', async () => {
    const app = new pg.Client({ connectionString: appUrl });
    await app.connect();
    await app.query(`set openprepay.utility = 'acme'`);
    await app.query(
      `insert into known_key values ('acme', gen_random_uuid(), '600100', 2, 1, 2014, 'DKGA04', 'active', now(), now(), now())`,
    );
    await app.query(`insert into key_change_policy values ('acme', 1, 'campaign-only', 'eve', 'eve', now())`);

    await expect(app.query(`update known_key set state = 'retiring'`)).resolves.toMatchObject({ rowCount: 1 });
    await expect(app.query('update known_key set key_revision = 2')).rejects.toThrow('permission denied');
    await expect(app.query('delete from known_key')).rejects.toThrow('permission denied');
    await expect(owner.query(`update key_change_policy set mode = 'with-next-vend'`)).rejects.toThrow('only grows');
    await expect(app.query(`insert into key_change_policy values ('acme', 2, 'never', 'eve', 'eve', now())`)).rejects.toThrow('mode_check');
    await app.query(`set openprepay.utility = 'another'`);
    expect((await app.query('select from known_key')).rows).toEqual([]);
    await app.end();
  });
});
