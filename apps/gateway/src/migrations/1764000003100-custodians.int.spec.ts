import { messagingMigrations } from '@openprepay/messaging/migrations';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateUsers1764000000000 } from './1764000000000-create-users.js';
import { CredentialAge1764000003000 } from './1764000003000-credential-age.js';
import { Custodians1764000003100 } from './1764000003100-custodians.js';

const before = [CreateUsers1764000000000, CredentialAge1764000003000];
const after = [...messagingMigrations, ...before, Custodians1764000003100];

describe('Custodians', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;
  let app: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('gateway', before);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    app = new pg.Client({ connectionString: database.url });
    await Promise.all([owner.connect(), app.connect()]);
    await owner.query(`insert into utility values ('north', 'North', 'KES', 'UTC', now())`);
    const changed = `'2026-02-03T04:05:06Z'`;
    for (const [username, roles, platform] of [
      ['ann', '{custodian,engineer}', false],
      ['bob', '{admin,custodian}', false],
      ['cyd', '{custodian}', true],
      ['dan', '{clerk}', false],
    ] as const)
      await owner.query(`insert into app_user
        (id, utility, username, password_hash, roles, platform, state, created_at, changed_at, credential_changed_at)
        values (gen_random_uuid(), 'north', '${username}', '', '${roles}', ${platform}, 'active', ${changed}, ${changed}, ${changed})`);
    const migrated = await new DataSource({
      type: 'postgres',
      url: database.ownerUrl,
      migrations: after,
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    await migrated.runMigrations();
    await migrated.destroy();
  });
  afterAll(async () => {
    await Promise.all([owner.end(), app.end()]);
    await postgres.stop();
  });

  it('leaves custodians what they were, and administrators no custodians', async () => {
    const { rows } = await owner.query('select username, roles, custodian_from is not null as counts from app_user order by username');

    expect(rows).toEqual([
      { username: 'ann', roles: ['custodian', 'engineer'], counts: true },
      { username: 'bob', roles: ['admin'], counts: false },
      { username: 'cyd', roles: [], counts: false },
      { username: 'dan', roles: ['clerk'], counts: false },
    ]);
  });

  it('lets nobody be both from then on, whoever writes the row', async () => {
    await expect(owner.query(`update app_user set roles = '{custodian,admin}' where username = 'ann'`)).rejects.toMatchObject({
      constraint: 'app_user_roles_apart',
    });
  });

  it('keeps a request from being approved by who asked, and a record of changes from being changed', async () => {
    await app.query(`select set_config('openprepay.utility', 'north', false)`);
    await app.query(`insert into custodian_request
      (id, utility, user_id, username, state, sets_password, requested_by, requested_by_name, requested_at)
      select gen_random_uuid(), 'north', id, username, 'awaiting-approval', false, 'bob', 'bob', now() from app_user where username = 'dan'`);
    const approving = app.query(
      `update custodian_request set state = 'approved', decided_by = 'bob', effective_at = now() where username = 'dan'`,
    );
    await expect(approving).rejects.toMatchObject({ constraint: 'custodian_request_two_people' });

    await app.query(`insert into account_change (id, utility, at, user_id, username, change, by)
      values (gen_random_uuid(), 'north', now(), gen_random_uuid(), 'dan', 'created', 'bob')`);
    for (const change of [`update account_change set by = 'eve'`, 'delete from account_change', 'truncate account_change'])
      await expect(app.query(change)).rejects.toThrow(/only grows|permission denied/);
  });
});
