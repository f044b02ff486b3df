import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataSource } from '../src/data-source.js';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

it('listens to a connection from its first moment: one that fails while it is handed over ends no process', async () => {
  const dataSource = createDataSource({ url: postgres.adminUrl, rows: [], applicationName: 'listening' });
  await dataSource.initialize();
  const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;

  // What the driver does when a FATAL arrives in the same packet that made the connection ready.
  const handedOver = await new Promise<boolean>((resolve, reject) => {
    pool.connect((failure, client, release) => {
      if (failure ?? !client) return reject(failure ?? new Error('no connection'));
      const heard = client.emit('error', new Error('terminating connection due to unexpected postmaster exit'));
      release(true);
      resolve(heard);
    });
  });

  expect(handedOver).toBe(true);
  expect(await dataSource.query('select 1 as one')).toEqual([{ one: 1 }]);
  await dataSource.destroy();
});

it('counts in UTC, whatever zone the database has', async () => {
  const { ownerUrl: url } = await postgres.createServiceDatabase('zone', []);
  const admin = createDataSource({ url, rows: [], applicationName: 'admin' });
  await admin.initialize();
  await admin.query(`do $$ begin execute format('alter database %I set timezone to %L', current_database(), 'America/New_York'); end $$`);
  await admin.destroy();

  const dataSource = createDataSource({ url, rows: [], applicationName: 'counting' });
  await dataSource.initialize();

  expect(await dataSource.query('show timezone')).toEqual([{ TimeZone: 'UTC' }]);
  await dataSource.destroy();
});

it('has what is asked together on its way together, and answers none of it after one that fails', async () => {
  const dataSource = createDataSource({ url: postgres.adminUrl, rows: [], applicationName: 'together', poolSize: 1 });
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  const connection = (await runner.connect()) as { readonly _queryQueue: readonly unknown[]; query(text: string): Promise<unknown> };
  await connection.query('begin');

  const asked = [connection.query('select 1 as one'), connection.query('select 1 / 0'), connection.query('select 2 as two')];
  const waiting = connection._queryQueue.length;
  const answers = await Promise.allSettled(asked);

  expect(waiting).toBe(0);
  expect(answers).toMatchObject([
    { status: 'fulfilled', value: { rows: [{ one: 1 }] } },
    { status: 'rejected', reason: { code: '22012' } },
    { status: 'rejected', reason: { code: '25P02' } },
  ]);
  await connection.query('rollback');
  await runner.release();
  await dataSource.destroy();
});
