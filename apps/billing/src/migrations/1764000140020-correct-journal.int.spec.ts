import { runMigrations } from '@openprepay/persistence/migrate';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingMigrations } from '../migrations.js';
import { CorrectJournal1764000140020 } from './1764000140020-correct-journal.js';

const BEFORE = billingMigrations.slice(0, billingMigrations.indexOf(CorrectJournal1764000140020));

let postgres: TestPostgres;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { ownerUrl, appRole } = await postgres.createServiceDatabase('billing', BEFORE);
  owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`set openprepay.utility = 'acme'`);
  await owner.query(`
    with entry as (
      insert into journal_entry (utility, id, reference, currency, at, line_count)
      values ('acme', gen_random_uuid(), 'deposit:1', 'KES', now(), 2) returning id
    )
    insert into journal_line (utility, entry_id, position, account, currency, amount_minor)
    select 'acme', id, line.* from entry, (values (0, 'bank', 'KES', 5), (1, 'vendor-float:1', 'KES', -5)) as line`);
  await runMigrations({ ownerUrl, appRole, migrations: [...BEFORE, CorrectJournal1764000140020] });
});
afterAll(async () => {
  await owner.end();
  await postgres.stop();
});

describe('CorrectJournal', () => {
  it('leaves the journal as it was', async () => {
    const { rows } = await owner.query(
      'select reference, account, amount_minor from journal_entry e join journal_line l on l.entry_id = e.id order by position',
    );

    expect(rows).toEqual([
      { reference: 'deposit:1', account: 'bank', amount_minor: '5' },
      { reference: 'deposit:1', account: 'vendor-float:1', amount_minor: '-5' },
    ]);
  });

  it('takes no correction that one person has asked for and booked', async () => {
    const insert = owner.query(`insert into journal_correction
      (utility, correction_id, idempotency_key, currency, lines, reason, state, requested_by_subject, requested_by_username, requested_at,
       decided_by_subject, decided_by_username, decided_at)
      values ('acme', gen_random_uuid(), 'k', 'KES', '[1, 2]', 'r', 'booked', 'ann', 'ann', now(), 'ann', 'ann', now())`);

    await expect(insert).rejects.toThrow('journal_correction_two_people');
  });
});
