import { messagingMigrations } from '@openprepay/messaging/migrations';
import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { KeepBalances1764000008000 } from './1764000008000-keep-balances.js';

const BEFORE = billingMigrations.slice(0, billingMigrations.indexOf(KeepBalances1764000008000));
const id = (place: number): string => `01890000-0000-7000-8000-${String(place).padStart(12, '0')}`;

/** Three entries of acme: October, November, and November in Nairobi that is October in London; one of another utility. */
const OLD_ROWS = `
  begin;
  insert into journal_entry (utility, id, reference, currency, account_number, line_count, at) values
    ('acme', '${id(1)}', 'debt:1', 'KES', 'A-1', 2, '2026-10-05T10:00Z'),
    ('acme', '${id(2)}', 'vend:2', 'KES', null, 2, '2026-11-05T10:00Z'),
    ('acme', '${id(3)}', 'vend:3', 'KES', 'A-1', 3, '2026-10-31T22:30Z'),
    ('other', '${id(1)}', 'vend:1', 'KES', null, 2, '2026-11-01T00:00Z');
  insert into journal_line (utility, entry_id, position, account, currency, amount_minor) values
    ('acme', '${id(1)}', 0, 'customer:A-1', 'KES', 900), ('acme', '${id(1)}', 1, 'debts-taken-over:loan', 'KES', -900),
    ('acme', '${id(2)}', 0, 'cash-desk:cash', 'KES', 100), ('acme', '${id(2)}', 1, 'sales:electricity', 'KES', -100),
    ('acme', '${id(3)}', 0, 'cash-desk:cash', 'KES', 70), ('acme', '${id(3)}', 1, 'customer:A-1', 'KES', -20),
    ('acme', '${id(3)}', 2, 'sales:electricity', 'KES', -50),
    ('other', '${id(1)}', 0, 'bank', 'KES', 5), ('other', '${id(1)}', 1, 'vendor-float:v', 'KES', -5);
  commit`;

describe('keeping the balances of a journal that is there', () => {
  let postgres: TestPostgres;
  let database: ServiceDatabase;
  let owner: pg.Client;
  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createServiceDatabase('balances', [...messagingMigrations, ...BEFORE.slice(messagingMigrations.length)]);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(OLD_ROWS);
    await runMigrations({ ownerUrl: database.ownerUrl, appRole: database.appRole, migrations: billingMigrations });
  });
  afterAll(async () => {
    await owner.end();
    await postgres.stop();
  });

  const balances = async () =>
    (
      await owner.query<{ row: string }>(
        `select concat_ws(' ', ledger, account, to_char(period, 'YYYY-MM'), debit_minor, credit_minor) as row from ledger_balance
          where utility = 'acme' and (debit_minor <> 0 or credit_minor <> 0) order by ledger, account, period`,
      )
    ).rows.map(({ row }) => row);
  const periods = async () =>
    (
      await owner.query<{ row: string }>(
        `select concat_ws(' ', utility, to_char(period, 'YYYY-MM'), entries) as row from ledger_period where entries > 0 order by 1`,
      )
    ).rows.map(({ row }) => row);

  it('adds up what is booked, by months of UTC', async () => {
    expect(await balances()).toEqual([
      'customer customer:A-1 2026-10 900 20',
      'general cash-desk:cash 2026-10 70 0',
      'general cash-desk:cash 2026-11 100 0',
      'general customer:* 2026-10 900 20',
      'general debts-taken-over:loan 2026-10 0 900',
      'general sales:electricity 2026-10 0 50',
      'general sales:electricity 2026-11 0 100',
    ]);
    expect(await periods()).toEqual(['acme 2026-10 2', 'acme 2026-11 1', 'other 2026-11 1']);
  });

  it('puts it into the months of the utility’s time zone when that becomes known, and never again', async () => {
    const settle = (zone: string) =>
      owner.query(`begin; select set_config('openprepay.utility', 'acme', true); select keep_books_in('${zone}'); commit`);
    await settle('Nowhere/At-All');
    expect(await periods()).toEqual(['acme 2026-10 2', 'acme 2026-11 1', 'other 2026-11 1']);

    await settle('Africa/Nairobi');
    await settle('America/New_York');

    expect(await periods()).toEqual(['acme 2026-10 1', 'acme 2026-11 2', 'other 2026-11 1']);
    expect(await balances()).toEqual([
      'customer customer:A-1 2026-10 900 0',
      'customer customer:A-1 2026-11 0 20',
      'general cash-desk:cash 2026-11 170 0',
      'general customer:* 2026-10 900 0',
      'general customer:* 2026-11 0 20',
      'general debts-taken-over:loan 2026-10 0 900',
      'general sales:electricity 2026-11 0 150',
    ]);
  });

  it('goes on with the next entry, and changes no number and no period of one that is there', async () => {
    await owner.query(`
      begin;
      insert into journal_entry (utility, id, reference, currency, line_count, at) values ('acme', '${id(4)}', 'vend:4', 'KES', 2, '2026-11-09T00:00Z');
      insert into journal_line (utility, entry_id, position, account, currency, amount_minor) values
        ('acme', '${id(4)}', 0, 'cash-desk:cash', 'KES', 1), ('acme', '${id(4)}', 1, 'sales:electricity', 'KES', -1);
      commit`);

    expect(await balances()).toContain('general cash-desk:cash 2026-11 171 0');
    for (const change of ['number = number + 10', `period = '2026-01-01'`]) {
      await expect(owner.query(`update journal_number set ${change} where utility = 'acme'`)).rejects.toThrow(
        'the journal is never changed',
      );
    }
    expect((await owner.query('select 1 from journal_pending')).rows).toEqual([]);
  });
});
