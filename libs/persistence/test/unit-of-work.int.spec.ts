import { Socket } from 'node:net';
import { Signal } from '@openprepay/pace/signal';
import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import { eventually } from '@openprepay/testing/eventually';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDataSource } from '../src/data-source.js';
import { isDatabaseOutage } from '../src/outage.js';
import { isUniqueViolation } from '../src/unique-violation.js';
import { among, entities, prepared, sql, undoable } from '../src/sql.js';
import { ALL_UTILITIES, inUtility } from '../src/tenancy.js';
import { UnitOfWork } from '../src/unit-of-work.js';
import { CreateNote1764000000000, NoteRow } from './note.row.js';

let postgres: TestPostgres;
let database: ServiceDatabase;
let dataSource: DataSource;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.createServiceDatabase('unit_of_work', [CreateNote1764000000000]);
  dataSource = await createDataSource({ url: database.url, rows: [NoteRow], poolSize: 4, applicationName: 'work-test' }).initialize();
  unitOfWork = new UnitOfWork(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
});

const insert = (id: string) => unitOfWork.run('north', (tx) => entities(tx).insert(NoteRow, { id, utility: 'north', body: '' }));
const stored = (id: string) => unitOfWork.run('north', (tx) => entities(tx).findOneBy(NoteRow, { id }));

describe('UnitOfWork', () => {
  it('keeps nothing of work that throws, and tells nobody that it committed', async () => {
    let told = false;

    const work = unitOfWork.run('north', async (tx) => {
      tx.afterCommit(() => (told = true));
      await entities(tx).save(NoteRow, { id: 'half', utility: 'north', body: '' });
      throw new Error('second thoughts');
    });

    await expect(work).rejects.toThrow('second thoughts');
    expect(await stored('half')).toBeNull();
    expect(told).toBe(false);
  });

  it('tells after the commit, when others can see the row', async () => {
    const seen = new Promise((resolve, reject) => {
      unitOfWork
        .run('north', async (tx) => {
          await entities(tx).insert(NoteRow, { id: 'told', utility: 'north', body: '' });
          tx.afterCommit(() => void stored('told').then(resolve, reject));
        })
        .catch(reject);
    });

    expect(await seen).toMatchObject({ id: 'told' });
  });

  it('undoes what fails in a part of it, and goes on', async () => {
    await insert('part-taken');

    await unitOfWork.run('north', async (tx) => {
      await sql(tx, `insert into note (id, utility, body) values ('part-before', 'north', '')`);
      const failing = undoable(tx, async () => {
        await sql(tx, `insert into note (id, utility, body) values ('part-undone', 'north', '')`);
        await sql(tx, `insert into note (id, utility, body) values ('part-taken', 'north', '')`);
      });
      await expect(failing).rejects.toSatisfy((error) => isUniqueViolation(error));
      expect(
        await undoable(tx, () => sql(tx, `insert into note (id, utility, body) values ('part-after', 'north', '') returning id`)),
      ).toEqual([{ id: 'part-after' }]);
    });

    expect([await stored('part-before'), await stored('part-undone'), await stored('part-after')]).toEqual([
      expect.objectContaining({ id: 'part-before' }),
      null,
      expect.objectContaining({ id: 'part-after' }),
    ]);
  });

  it('runs both sides of a deadlock to their end', async () => {
    await insert('left');
    await insert('right');
    let arrived = 0;
    const touch = (first: string, second: string) =>
      unitOfWork.run('north', async (tx) => {
        await sql(tx, `update note set body = body || $2 where id = $1`, [first, 'x']);
        arrived += 1;
        while (arrived < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await sql(tx, `update note set body = body || $2 where id = $1`, [second, 'x']);
      });

    await Promise.all([touch('left', 'right'), touch('right', 'left')]);

    expect((await stored('left'))?.body).toBe('xx');
    expect((await stored('right'))?.body).toBe('xx');
  });

  it('rolls back work that outlives its time, and whatever that work still tries', async () => {
    const TIME_MS = 5_000;
    const over = new Signal();
    let late: Promise<unknown> | undefined;
    const work = unitOfWork.run(
      'north',
      async (tx) => {
        await entities(tx).insert(NoteRow, { id: 'slow', utility: 'north', body: '' });
        await over.wait(60_000);
        late = entities(tx).insert(NoteRow, { id: 'late', utility: 'north', body: '' });
        await late;
      },
      { timeoutMs: TIME_MS },
    );

    await expect(work).rejects.toThrow(`took longer than ${TIME_MS} ms`);
    over.wake();
    await eventually(() => expect(late).toBeDefined());
    await expect(late).rejects.toThrow(/released/);
    expect([await stored('slow'), await stored('late')]).toEqual([null, null]);
  });

  it('lets no query that work left behind run outside the transaction', async () => {
    const over = new Signal();
    let stray: Promise<unknown> | undefined;
    await unitOfWork.run('north', async (tx) => {
      stray = over.wait(60_000).then(() => entities(tx).insert(NoteRow, { id: 'stray', utility: 'north', body: '' }));
      stray.catch(() => undefined);
    });
    over.wake();

    await expect(stray).rejects.toThrow(/released/);
    expect(await stored('stray')).toBeNull();
  });

  it('tells a duplicate from an outage, and works again once the database is back', async () => {
    await insert('twice');
    const duplicate = await insert('twice').catch((error: unknown) => error);
    await postgres.kill();
    const outage = await insert('during').catch((error: unknown) => error);
    await postgres.restart();

    expect([isUniqueViolation(duplicate), isUniqueViolation(duplicate, 'note_pkey'), isUniqueViolation(duplicate, 'other')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isDatabaseOutage(duplicate), isDatabaseOutage(outage)]).toEqual([false, true]);
    await eventually(() => insert('after'));
    expect(await stored('after')).toMatchObject({ id: 'after' });
  });

  it('says so where work swallowed the failure of a statement: the server has rolled everything back', async () => {
    const work = unitOfWork.run('north', async (tx) => {
      await entities(tx).insert(NoteRow, { id: 'swallowed', utility: 'north', body: '' });
      await sql(tx, 'select 1 / 0').catch(() => undefined);
    });

    await expect(work).rejects.toThrow('nothing was committed');
    expect(await stored('swallowed')).toBeNull();
  });

  it("keeps a transaction that TypeORM begins inside within this one's", async () => {
    const work = unitOfWork.run('north', async (tx) => {
      await entities(tx).transaction((inner) => inner.insert(NoteRow, { id: 'inner', utility: 'north', body: '' }));
      throw new Error('second thoughts');
    });

    await expect(work).rejects.toThrow('second thoughts');
    expect(await stored('inner')).toBeNull();
  });

  it('refuses a transaction inside an open one, and takes one that begins after it', async () => {
    let later: Promise<unknown> | undefined;
    const nested = unitOfWork.run('north', () => unitOfWork.run('north', (tx) => sql(tx, 'select 1')));
    await expect(nested).rejects.toThrow('a transaction is open already');
    await unitOfWork.run('north', async (tx) => {
      tx.afterCommit(() => void (later = stored('told')));
    });

    await expect(later).resolves.toMatchObject({ id: 'told' });
  });

  it('acts in nothing but a transaction that it has opened', () => {
    const made = { utility: 'north', afterCommit: () => undefined };

    expect(() => sql(made, 'select 1')).toThrow(TypeError);
    expect(() => entities(made)).toThrow(TypeError);
  });

  it('gives its connections back whatever happened to the work', async () => {
    for (let round = 0; round < 12; round++) {
      await unitOfWork.run('north', () => Promise.reject(new Error('again'))).catch(() => undefined);
      await unitOfWork.run('north', (tx) => sql(tx, 'select 1 / 0')).catch(() => undefined);
    }

    expect(await stored('told')).toMatchObject({ id: 'told' });
  });

  it('has a statement of a hot path parsed once a connection', async () => {
    const text = 'select body from note where id = $1';
    const known = await unitOfWork.run('north', async (tx) => {
      for (const id of ['told', 'half', 'told']) await prepared(tx, text, [id]);
      return sql<{ readonly calls: number }>(
        tx,
        'select (generic_plans + custom_plans)::int as calls from pg_prepared_statements where statement = $1',
        [text],
      );
    });

    expect(known).toHaveLength(1);
    expect(known[0]!.calls).toBeGreaterThanOrEqual(3);
  });

  it('has a statement for many keys planned no more after its first five times, however few they are', async () => {
    const text = `select body from note where id = ${among(1, 'text')}`;
    const [known] = await unitOfWork.run('north', async (tx) => {
      for (let times = 0; times < 12; times++) await prepared(tx, text, [['told']]);
      return sql<{ readonly planned: number }>(tx, 'select custom_plans::int as planned from pg_prepared_statements where statement = $1', [
        text,
      ]);
    });

    expect(known).toEqual({ planned: 5 });
  });

  it('takes one round trip to begin and to do its first statement, also for another utility, and one to end', async () => {
    const trips = await countTrips(() =>
      unitOfWork.run(ALL_UTILITIES, (tx) => inUtility(tx, 'north', (own) => sql(own, 'select body from note limit 1'))),
    );

    expect(trips).toBe(2);
  });

  it('writes what it asks in one moment at once', async () => {
    const writes = await countWrites(() =>
      unitOfWork.run(ALL_UTILITIES, (tx) =>
        inUtility(tx, 'north', async (own) => {
          await Promise.all([prepared(own, 'select 1 as one', []), sql(own, 'select $1::int as two', [2]), sql(own, 'select 3')]);
        }),
      ),
    );

    // what begins it with all that it asks, and what ends it
    expect(writes).toBe(2);
  });

  it('reads as of one instant where it is asked to, and then writes nothing', async () => {
    const seen = await unitOfWork.run(
      'north',
      async (tx) => {
        const before = await entities(tx).countBy(NoteRow, { utility: 'north' });
        const other = new pg.Client({ connectionString: database.ownerUrl });
        await other.connect();
        await other.query(`insert into note (id, utility, body) values ('meanwhile', 'north', '')`);
        await other.end();
        return [before, await entities(tx).countBy(NoteRow, { utility: 'north' })] as const;
      },
      { oneSnapshot: true },
    );
    expect(seen[1]).toBe(seen[0]);
    expect(await stored('meanwhile')).not.toBeNull();
    const write = () => unitOfWork.run('north', (tx) => sql(tx, `delete from note where id = 'meanwhile'`), { oneSnapshot: true });
    await expect(write()).rejects.toThrow('read-only');
  });

  it('does nothing outside of a transaction where it cannot begin', async () => {
    const query = pg.Client.prototype.query as (...args: readonly unknown[]) => Promise<unknown>;
    pg.Client.prototype.query = function (this: pg.Client, ...args: readonly unknown[]) {
      return query.apply(this, typeof args[0] === 'string' && args[0].startsWith('begin') ? ['select 1 / 0'] : [...args]);
    } as typeof pg.Client.prototype.query;
    const work = unitOfWork
      .run('north', (tx) => sql(tx, `insert into note (id, utility, body) values ('outside', 'north', '')`))
      .finally(() => (pg.Client.prototype.query = query as typeof pg.Client.prototype.query));

    await expect(work).rejects.toMatchObject({ code: '22012' });
    expect(await stored('outside')).toBeNull();
  });
});

/** Times that the connections hand something to the system. */
async function countWrites(work: () => Promise<unknown>): Promise<number> {
  const one = vi.spyOn(Socket.prototype, '_write');
  const many = vi.spyOn(Socket.prototype, '_writev' as '_write');
  try {
    await work();
    return one.mock.calls.length + many.mock.calls.length;
  } finally {
    one.mockRestore();
    many.mockRestore();
  }
}

/** Statements that are begun while another is under way share its round trip. */
async function countTrips(work: () => Promise<unknown>): Promise<number> {
  const query = pg.Client.prototype.query as (...args: readonly unknown[]) => Promise<unknown>;
  let [trips, underWay] = [0, 0];
  pg.Client.prototype.query = function (this: pg.Client, ...args: readonly unknown[]) {
    if (underWay === 0) trips += 1;
    underWay += 1;
    const ended = (): void => void (underWay -= 1);
    const answer = query.apply(this, [...args]);
    answer.then(ended, ended);
    return answer;
  } as typeof pg.Client.prototype.query;
  await work().finally(() => (pg.Client.prototype.query = query as typeof pg.Client.prototype.query));
  return trips;
}
