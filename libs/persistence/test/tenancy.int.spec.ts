import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../src/data-source.js';
import { runMigrations } from '../src/migrate.js';
import { openSession } from '../src/session.js';
import { ALL_UTILITIES, inUtility } from '../src/tenancy.js';
import { entities, sql, utilitiesDue } from '../src/sql.js';
import { UnitOfWork } from '../src/unit-of-work.js';
import { CreateNote1764000000000, NoteRow } from './note.row.js';

let postgres: TestPostgres;
let database: ServiceDatabase;
let dataSource: DataSource;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.createServiceDatabase('tenancy', [CreateNote1764000000000]);
  dataSource = await createDataSource({ url: database.url, rows: [NoteRow], applicationName: 'tenancy-test' }).initialize();
  unitOfWork = new UnitOfWork(dataSource);
  for (const utility of ['north', 'south']) {
    await unitOfWork.run(utility, async (tx) => {
      await entities(tx).insert(NoteRow, { id: `${utility}-1`, utility, body: `${utility}'s own` });
    });
  }
});

afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
});

describe('row-level security by utility', () => {
  it("shows a query without any filter only the transaction's own utility", async () => {
    const seen = await unitOfWork.run('north', (tx) => entities(tx).find(NoteRow));

    expect(seen.map((note) => note.id)).toEqual(['north-1']);
  });

  it("changes and deletes none of another utility's rows", async () => {
    const changed = await unitOfWork.run('north', async (tx) => {
      const updated = await entities(tx).update(NoteRow, { id: 'south-1' }, { body: 'taken over' });
      const deleted = await entities(tx).delete(NoteRow, { id: 'south-1' });
      return [updated.affected, deleted.affected];
    });

    expect(changed).toEqual([0, 0]);
    expect(await unitOfWork.run('south', (tx) => entities(tx).findOneBy(NoteRow, { id: 'south-1' }))).toMatchObject({
      body: "south's own",
    });
  });

  it('refuses a row that is written for another utility', async () => {
    const write = unitOfWork.run('north', (tx) => entities(tx).insert(NoteRow, { id: 'x', utility: 'south', body: 'planted' }));

    await expect(write).rejects.toThrow(/row-level security/);
  });

  it('shows nothing where no utility was set, also after a transaction that set one on the same connection', async () => {
    expect(await dataSource.query('select * from note')).toEqual([]);
    await unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, 'select 1'));
    for (let connection = 0; connection < 10; connection++) expect(await dataSource.query('select * from note')).toEqual([]);
  });

  it('shows system work everything, and re-scopes it to one utility within its transaction', async () => {
    const seen = await unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const all = await sql<{ id: string }>(tx, 'select id from note order by id');
      const inner = await inUtility(tx, 'south', async (south) => ({
        utility: south.utility,
        scoped: await sql<{ id: string }>(south, 'select id from note'),
      }));
      return { all, inner, after: await sql<{ id: string }>(tx, 'select id from note order by id') };
    });

    const all = [{ id: 'north-1' }, { id: 'south-1' }];
    expect(seen).toEqual({ all, inner: { utility: 'south', scoped: [{ id: 'south-1' }] }, after: all });
  });

  it('gives the scope back where the inner work threw, and lets the outer one go on', async () => {
    const seen = await unitOfWork.run('north', async (tx) => {
      const refused = inUtility(tx, 'south', () => Promise.reject(new Error('not this')));
      await expect(refused).rejects.toThrow('not this');
      return sql<{ id: string }>(tx, 'select id from note');
    });

    expect(seen).toEqual([{ id: 'north-1' }]);
  });

  it('lets nobody act for the outer utility while the transaction acts for another', async () => {
    const work = unitOfWork.run('north', (tx) => inUtility(tx, 'south', async () => sql(tx, 'select id from note')));

    await expect(work).rejects.toThrow('the transaction acts for south now, not for north');
  });

  it('lets nobody act for the inner utility once it has ended', async () => {
    const work = unitOfWork.run('north', async (tx) => {
      const kept = await inUtility(tx, 'south', async (south) => south);
      return sql(kept, 'select id from note');
    });

    await expect(work).rejects.toThrow('the transaction acts for north now, not for south');
  });

  it('gives the app role no way around it', async () => {
    const session = await openSession({ url: database.url, applicationName: 'intruder' });
    try {
      for (const statement of [
        'set row_security = off; select * from note',
        'alter table note disable row level security',
        'drop policy note_by_utility on note',
        `create policy everything on note using (true)`,
        'alter table note owner to current_user',
        'truncate note',
        `alter role current_user bypassrls`,
        `delete from openprepay_migrations`,
      ]) {
        await expect(session.query(statement), statement).rejects.toThrow(/permission denied|must be owner|row-level security/);
      }
    } finally {
      await session.close();
    }
  });
});

describe('runMigrations', () => {
  it('runs each migration once and names what it ran', async () => {
    const fresh = await postgres.createServiceDatabase('migrate', []);
    const migrate = () => runMigrations({ ownerUrl: fresh.ownerUrl, appRole: fresh.appRole, migrations: [CreateNote1764000000000] });

    const [first, second] = await Promise.all([migrate(), migrate()]);

    expect([...first, ...second]).toEqual(['CreateNote1764000000000']);
  });

  it('refuses an app role that row-level security does not hold', async () => {
    const owner = new URL(database.ownerUrl).username;
    const superuser = new URL(postgres.adminUrl).username;
    for (const appRole of [owner, superuser, 'no_such_role']) {
      const migrating = runMigrations({ ownerUrl: database.ownerUrl, appRole, migrations: [] });
      await expect(migrating, appRole).rejects.toMatchObject({ code: 'persistence.role_unsafe' });
    }
  });
});

describe('a look at whose rows are due', () => {
  it('finds every utility that has any, the one with the fewest first, however many older ones another has', async () => {
    const owner = await openSession({ url: database.ownerUrl, applicationName: 'tenancy-test' });
    await owner.query(`create index note_due on note (utility, id) where body = 'due'`);
    await owner.query(
      `insert into note (id, utility, body) select lpad(n::text, 6, '0'), 'a-much', 'due' from generate_series(1, 10001) n
       union all values ('due 1', 'few', 'due'), ('due 2', 'few', 'due'), ('due 3', 'one', 'due'), ('later 1', 'none', 'due'), ('due 4', 'other', 'done')`,
    );
    await owner.query('analyze note');
    const statement = utilitiesDue({ table: 'note', waiting: `body = 'due'`, due: 'id < $1', since: 'id' });

    const found = await unitOfWork.run(ALL_UTILITIES, (tx) => sql<{ utility: string }>(tx, statement, ['e']));
    await owner.query(`delete from note where utility not in ('north', 'south')`);
    await owner.close();

    expect(found.map(({ utility }) => utility)).toEqual(['one', 'few', 'a-much']);
  });
});
