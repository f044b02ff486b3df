import { messagingMigrations } from '@openprepay/messaging/migrations';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateUsers1764000000000 } from './1764000000000-create-users.js';
import { CredentialAge1764000003000 } from './1764000003000-credential-age.js';
import { Custodians1764000003100 } from './1764000003100-custodians.js';
import { OwnHands1764000003200 } from './1764000003200-own-hands.js';
import { NamesByUtility1764000008000 } from './1764000008000-names-by-utility.js';

const before = [
  ...messagingMigrations,
  CreateUsers1764000000000,
  CredentialAge1764000003000,
  Custodians1764000003100,
  OwnHands1764000003200,
];

const addUser = (owner: pg.Client, utility: string, username: string): Promise<unknown> =>
  owner.query(
    `insert into app_user (id, utility, username, password_hash, roles, state, created_at, changed_at, credential_changed_at, roles_changed_at, password_own)
     values (gen_random_uuid(), $1, $2, 'hash of ' || $2, '{clerk}', 'active', now(), now(), now(), now(), true)`,
    [utility, username],
  );

describe('NamesByUtility', () => {
  let postgres: TestPostgres;
  beforeAll(async () => void (postgres = await startPostgres()));
  afterAll(() => postgres.stop());

  it('leaves every account as it was, and lets another utility have its name, once', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('gateway', before);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    for (const code of ['north', 'south']) await owner.query(`insert into utility values ($1, $1, 'KES', 'UTC', now())`, [code]);
    await addUser(owner, 'north', 'ann');
    await addUser(owner, 'north', 'bob@example.org');
    await addUser(owner, 'south', 'carl');
    await expect(addUser(owner, 'south', 'ann')).rejects.toMatchObject({ constraint: 'app_user_username' });
    const accounts = async (): Promise<unknown> => (await owner.query('select * from app_user order by username')).rows;
    const old = await accounts();

    const migrations = [...before, NamesByUtility1764000008000];
    const dataSource = new DataSource({ type: 'postgres', url: ownerUrl, migrations, migrationsTableName: 'openprepay_migrations' });
    await dataSource.initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();

    expect(await accounts()).toEqual(old);
    await addUser(owner, 'south', 'ann');
    await expect(addUser(owner, 'south', 'ann')).rejects.toMatchObject({ constraint: 'app_user_username' });
    await owner.end();
  });
});
