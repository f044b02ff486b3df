import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateUsers1764000000000 } from './1764000000000-create-users.js';
import { CredentialAge1764000003000 } from './1764000003000-credential-age.js';

describe('CredentialAge', () => {
  let postgres: TestPostgres;
  beforeAll(async () => void (postgres = await startPostgres()));
  afterAll(() => postgres.stop());

  it('takes passwords that are there for as old as the last change of their row', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('gateway', [CreateUsers1764000000000]);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(`insert into utility values ('north', 'North', 'KES', 'UTC', now())`);
    await owner.query(`insert into app_user (id, utility, username, password_hash, roles, state, created_at, changed_at)
      values (gen_random_uuid(), 'north', 'ann', '$argon2id$', '{clerk}', 'active', '2026-01-01Z', '2026-02-03T04:05:06.789Z')`);
    const migrations = [CreateUsers1764000000000, CredentialAge1764000003000];
    const dataSource = await new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations,
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    const { rows } = await owner.query<{ at: Date }>('select credential_changed_at as at from app_user');
    await owner.end();

    expect(rows).toEqual([{ at: new Date('2026-02-03T04:05:06.789Z') }]);
  });
});
