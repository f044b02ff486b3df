import { messagingMigrations } from '@openprepay/messaging/migrations';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateUsers1764000000000 } from './1764000000000-create-users.js';
import { CredentialAge1764000003000 } from './1764000003000-credential-age.js';
import { Custodians1764000003100 } from './1764000003100-custodians.js';
import { OwnHands1764000003200 } from './1764000003200-own-hands.js';

const before = [...messagingMigrations, CreateUsers1764000000000, CredentialAge1764000003000, Custodians1764000003100];
const CREATED = '2026-01-01T00:00:00Z';
const CHANGED = '2026-02-03T04:05:06Z';

describe('OwnHands', () => {
  let postgres: TestPostgres;
  beforeAll(async () => void (postgres = await startPostgres()));
  afterAll(() => postgres.stop());

  it('takes a password for the owner’s where the record says so, and for another’s where it does not', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('gateway', before);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into utility values ('north', 'North', 'KES', 'UTC', now())`);
    for (const [username, platform, rolesChangedAt, changes] of [
      ['own', false, CREATED, ['created by ann', 'password-changed by own']],
      ['given', false, CREATED, ['created by ann']],
      ['taken', false, CREATED, ['created by ann', 'password-changed by taken', 'password-set by ann']],
      ['approved', false, CREATED, ['created by ann', 'password-changed by approved', 'custodian-approved by bob']],
      ['unrecorded', false, CREATED, []],
      ['runs-it', true, CREATED, []],
      ['installed', false, CREATED, ['created']],
      ['promoted', false, CHANGED, ['created', 'roles-changed by ann']],
    ] as const) {
      await owner.query(
        `insert into app_user (id, utility, username, password_hash, roles, platform, state, created_at, changed_at, credential_changed_at, roles_changed_at)
         values (gen_random_uuid(), 'north', $1, '', '{clerk}', $2, 'active', $3, $4, $4, $5)`,
        [username, platform, CREATED, CHANGED, rolesChangedAt],
      );
      for (const [change, by] of changes.map((text) => text.split(' by ')))
        await owner.query(
          `insert into account_change (id, utility, at, user_id, username, change, by_subject, by)
           select gen_random_uuid(), 'north', now(), id, username, $2, $3, $4 from app_user where username = $1`,
          [username, change, by, by ?? 'installation'],
        );
    }
    const dataSource = await new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: [...before, OwnHands1764000003200],
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    const { rows } = await owner.query('select username, password_own as own, others_changed_at as at from app_user order by username');
    await owner.end();

    expect(rows).toEqual([
      { username: 'approved', own: false, at: new Date(CHANGED) },
      { username: 'given', own: false, at: new Date(CHANGED) },
      { username: 'installed', own: true, at: null },
      { username: 'own', own: true, at: new Date(CREATED) },
      { username: 'promoted', own: true, at: new Date(CHANGED) },
      { username: 'runs-it', own: true, at: null },
      { username: 'taken', own: false, at: new Date(CHANGED) },
      { username: 'unrecorded', own: false, at: new Date(CHANGED) },
    ]);
  });
});
