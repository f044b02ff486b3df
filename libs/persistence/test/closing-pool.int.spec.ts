import { eventually } from '@openprepay/testing/eventually';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../src/data-source.js';
import { sql } from '../src/sql.js';
import { UnitOfWork } from '../src/unit-of-work.js';
import { CreateNote1764000000000 } from './note.row.js';

const POOL = 'closing';
/** The advisory lock that a commit waits for. */
const LOCK = 7;

let postgres: TestPostgres;
let appUrl: string;
/** Sees what every role does. */
let admin: pg.Client;
let owner: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const { url, ownerUrl } = await postgres.createServiceDatabase('closing_pool', [CreateNote1764000000000]);
  appUrl = url;
  admin = new pg.Client({ connectionString: postgres.adminUrl });
  owner = new pg.Client({ connectionString: ownerUrl });
  await Promise.all([admin.connect(), owner.connect()]);
});
afterAll(async () => {
  await Promise.all([admin.end(), owner.end()]);
  await postgres.stop();
});

it('commits what is being committed while the pool closes, which waits for it', async () => {
  await holdCommits();
  const dataSource = await createDataSource({ url: appUrl, rows: [], applicationName: POOL }).initialize();
  const done = new UnitOfWork(dataSource).run('north', (tx) =>
    sql(tx, `insert into note (id, utility, body) values ('slow', 'north', '')`),
  );
  await eventually(async () => expect(await committing()).toBe(1));

  // The pool asks whoever is in its list to let go, again and again in one moment: of one that is committing that has no end.
  expect((dataSource.driver as unknown as { readonly connectedQueryRunners: readonly unknown[] }).connectedQueryRunners).toEqual([]);
  const closed = dataSource.destroy();
  await owner.query('select pg_advisory_unlock($1)', [LOCK]);

  await done;
  await closed;
  expect((await owner.query('select id from note')).rows).toEqual([{ id: 'slow' }]);
});

/** From now on a note's commit waits until `owner` lets go of the lock. */
async function holdCommits(): Promise<void> {
  await owner.query(`
    select pg_advisory_lock(${LOCK});
    create function wait_to_commit() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(${LOCK}); return null; end $$;
    create constraint trigger slow_commit after insert on note deferrable initially deferred
      for each row execute function wait_to_commit()`);
}

/** How many connections of the pool wait for the answer to a commit. */
async function committing(): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where application_name = $1 and query = 'commit' and state = 'active'`,
    [POOL],
  );
  return rows[0]!.count;
}
