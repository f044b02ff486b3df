import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { BookGrants1764000130010 } from './1764000130010-book-grants.js';

const through = billingMigrations.indexOf(BookGrants1764000130010);
const id = (number: number): string => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const entry = (number: number, reference: string, lines: number): string =>
  `insert into journal_entry (utility, id, reference, currency, line_count, at)
   values ('acme', '${id(number)}', '${reference}', 'KES', ${lines}, '2026-11-10T00:00Z')`;

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('granting', billingMigrations.slice(0, through));
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`
    begin;
    ${entry(1, 'vend:1', 2)};
    insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
      values ('acme', '${id(1)}', 0, 'cash-desk:cash', 'KES', 5), ('acme', '${id(1)}', 1, 'sales:electricity', 'KES', -5);
    commit`);
  await runMigrations({ ownerUrl, appRole, migrations: billingMigrations.slice(0, through + 1) });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('BookGrants', () => {
  it('books what moved no money beside what stands there, with its number', async () => {
    await owner.query(entry(2, 'vend:2', 0));
    await owner.query(entry(3, 'reversal:2', 0));

    const { rows } = await owner.query(`select e.reference, n.number, n.period::text from journal_number n
      join journal_entry e on e.id = n.entry_id order by n.number`);
    expect(rows).toEqual([
      { reference: 'vend:1', number: '1', period: '2026-11-01' },
      { reference: 'vend:2', number: '2', period: '2026-11-01' },
      { reference: 'reversal:2', number: '3', period: '2026-11-01' },
    ]);
    expect((await owner.query('select entries from ledger_period')).rows).toEqual([{ entries: '3' }]);
  });

  it.each([
    ['a deposit without lines', entry(4, 'deposit:1', 0), /journal_entry_has_lines/],
    ['a vend of one line', entry(5, 'vend:3', 1), /journal_entry_has_lines/],
    ['a vend whose lines did not come', entry(6, 'vend:4', 2), /with all of its lines/],
  ])('takes no entry that is %s', async (_what, statement, problem) => {
    await expect(owner.query(statement)).rejects.toThrow(problem);
  });
});
