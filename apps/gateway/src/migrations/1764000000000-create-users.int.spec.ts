import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CreateUsers1764000000000 } from './1764000000000-create-users.js';

const UTILITY = { name: "'A utility'", currency: "'KES'", time_zone: "'UTC'", created_at: 'now()' } as const;
const USER = {
  id: 'gen_random_uuid()',
  utility: "'north'",
  username: "'ann'",
  password_hash: "'$argon2id$'",
  roles: "'{clerk}'",
  state: "'active'",
  created_at: 'now()',
  changed_at: 'now()',
} as const;

const insert = (table: string, row: Readonly<Record<string, string>>): string =>
  `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).join(', ')})`;
const utility = (code: string): string => insert('utility', { utility: `'${code}'`, ...UTILITY });
const user = (changes: Readonly<Record<string, string>> = {}): string => insert('app_user', { ...USER, ...changes });

describe('CreateUsers', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;
  let app: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('gateway', [CreateUsers1764000000000]);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    app = new pg.Client({ connectionString: database.url });
    await Promise.all([owner.connect(), app.connect()]);
  });
  afterAll(async () => {
    await Promise.all([owner.end(), app.end()]);
    await postgres.stop();
  });
  beforeEach(async () => {
    await owner.query('delete from app_user');
    await owner.query('delete from utility');
    for (const code of ['north', 'south']) await owner.query(utility(code));
  });

  it('keeps a user’s name for one utility alone, and a utility’s code for one', async () => {
    await owner.query(user());

    await expect(owner.query(user({ utility: "'south'" }))).rejects.toMatchObject({ constraint: 'app_user_username' });
    await expect(owner.query(utility('north'))).rejects.toMatchObject({ constraint: 'utility_pkey' });
  });

  it('takes no user of a utility that is not there, or in a state that is not known', async () => {
    await expect(owner.query(user({ utility: "'west'" }))).rejects.toMatchObject({ constraint: 'app_user_utility_fkey' });
    await expect(owner.query(user({ state: "'asleep'" }))).rejects.toMatchObject({ constraint: 'app_user_state_check' });
  });

  it('makes nobody a platform administrator who is not called one, and no vendor either', async () => {
    await owner.query(user());

    expect((await owner.query('select platform, vendor_id, roles from app_user')).rows).toEqual([
      { platform: false, vendor_id: null, roles: ['clerk'] },
    ]);
  });

  it('shows the service the rows of one utility at a time, and lets it write no others', async () => {
    await owner.query(user());
    await owner.query(user({ utility: "'south'", username: "'bob'" }));
    const seen = async (of: string): Promise<unknown[]> => {
      await app.query(`select set_config('openprepay.utility', '${of}', false)`);
      const users = await app.query<{ username: string }>('select username from app_user order by username');
      const utilities = await app.query<{ utility: string }>('select utility from utility order by utility');
      return [users.rows.map((row) => row.username), utilities.rows.map((row) => row.utility)];
    };

    expect(await seen('north')).toEqual([['ann'], ['north']]);
    await expect(app.query(user({ utility: "'south'", username: "'eve'" }))).rejects.toMatchObject({ code: '42501' });
    expect(await seen('')).toEqual([[], []]);
    expect(await seen('*')).toEqual([
      ['ann', 'bob'],
      ['north', 'south'],
    ]);
  });

  it('leaves nothing behind on its way down', async () => {
    const { ownerUrl } = await postgres.createServiceDatabase('gateway', [CreateUsers1764000000000]);
    const dataSource = await new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: [CreateUsers1764000000000],
      migrationsTableName: 'openprepay_migrations',
    }).initialize();
    await dataSource.undoLastMigration();
    const tables = await dataSource.query<{ name: string }[]>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    await dataSource.destroy();

    expect(tables).toEqual([{ name: 'openprepay_migrations' }]);
  });
});
