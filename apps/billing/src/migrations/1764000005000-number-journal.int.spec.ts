import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { CreateBilling1764000000000 } from './1764000000000-create-billing.js';

const ENTRIES = `
  insert into journal_entry (utility, id, reference, currency, account_number, line_count, at, posted_at) values
    ('acme', '01890000-0000-7000-8000-000000000003', 'vend:1', 'KES', 'A-1', 2, '2026-11-01', '2026-11-01T00:00:01Z'),
    ('acme', '01890000-0000-7000-8000-000000000001', 'vend:2', 'KES', null, 2, '2026-11-01', '2026-11-01T00:00:02Z'),
    ('acme', '01890000-0000-7000-8000-000000000002', 'vend:3', 'KES', 'A-1', 0, '2026-11-01', '2026-11-01T00:00:02Z'),
    ('other', '01890000-0000-7000-8000-000000000001', 'vend:1', 'KES', null, 2, '2026-11-01', '2026-11-01T00:00:00Z')`;
const LINES = `
  insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
  select utility, id, place, 'account-' || place, 'KES', case place when 0 then 5 else -5 end
    from journal_entry, generate_series(0, 1) as place where line_count = 2`;

describe('numbering a journal that is there', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;
  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('numbering', [...messagingMigrations, CreateBilling1764000000000]);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(ENTRIES);
    await owner.query(LINES);
    await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: billingMigrations });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  it('numbers what was booked by when it was stored, each utility by itself, and goes on from there', async () => {
    const numbers = async () =>
      (
        await owner.query(
          'select utility, number::int, reference from journal_number n join journal_entry e using (utility) where e.id = n.entry_id order by 1, 2',
        )
      ).rows;

    expect(await numbers()).toEqual([
      { utility: 'acme', number: 1, reference: 'vend:1' },
      { utility: 'acme', number: 2, reference: 'vend:2' },
      { utility: 'acme', number: 3, reference: 'vend:3' },
      { utility: 'other', number: 1, reference: 'vend:1' },
    ]);
    await owner.query(`
      begin;
      insert into journal_entry (utility, id, reference, currency, line_count, at)
        values ('acme', '01890000-0000-7000-8000-0000000000aa', 'vend:4', 'KES', 2, now());
      insert into journal_line (utility, entry_id, position, account, currency, amount_minor) values
        ('acme', '01890000-0000-7000-8000-0000000000aa', 0, 'a', 'KES', 1), ('acme', '01890000-0000-7000-8000-0000000000aa', 1, 'b', 'KES', -1);
      commit`);
    expect(await numbers()).toContainEqual({ utility: 'acme', number: 4, reference: 'vend:4' });
  });

  it('lets nobody give an old entry lines that it never had, its owner neither', async () => {
    await expect(
      owner.query(
        `insert into journal_line (utility, entry_id, position, account, currency, amount_minor) values
           ('acme', '01890000-0000-7000-8000-000000000002', 0, 'a', 'KES', 1), ('acme', '01890000-0000-7000-8000-000000000002', 1, 'b', 'KES', -1)`,
      ),
    ).rejects.toThrow('booked together');
  });

  it.each(['update journal_number set number = number + 10', 'delete from journal_number', 'truncate journal_number'])(
    'refuses %s',
    async (statement) => {
      await expect(owner.query(statement)).rejects.toThrow('the journal is never changed');
    },
  );
});
