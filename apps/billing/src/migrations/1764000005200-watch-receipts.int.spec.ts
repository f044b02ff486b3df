import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { WatchReceipts1764000005200 } from './1764000005200-watch-receipts.js';

const BEFORE = billingMigrations.slice(0, billingMigrations.indexOf(WatchReceipts1764000005200));
const ENTRY = `
  begin;
  insert into journal_entry (utility, id, reference, currency, line_count, at)
    values ('sold', '01890000-0000-7000-8000-000000000001', 'vend:1', 'KES', 2, now()),
           ('paid', '01890000-0000-7000-8000-000000000002', 'deposit:1', 'KES', 2, now());
  insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
    select utility, id, place, 'account-' || place, 'KES', case place when 0 then 5 else -5 end from journal_entry, generate_series(0, 1) as place;
  commit`;

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

describe('WatchReceipts', () => {
  it('leaves vends that are booked without a number, and has their utilities begin with the next statement', async () => {
    const { ownerUrl, appRole } = await postgres.createServiceDatabase('watching', BEFORE);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(ENTRY);

    await runMigrations({ ownerUrl, appRole, migrations: billingMigrations });

    expect((await owner.query('select reference, receipt_number from journal_entry order by 1')).rows).toEqual([
      { reference: 'deposit:1', receipt_number: null },
      { reference: 'vend:1', receipt_number: null },
    ]);
    expect((await owner.query('select utility, booked_through from receipt_watch')).rows).toEqual([
      { utility: 'sold', booked_through: null },
    ]);
    await owner.end();
  });
});
