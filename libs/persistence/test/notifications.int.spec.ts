import { startPostgres, type ServiceDatabase, type TestPostgres } from '@openprepay/testing/postgres';
import { eventually } from '@openprepay/testing/eventually';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../src/data-source.js';
import { Notifications, notify } from '../src/notifications.js';
import { UnitOfWork } from '../src/unit-of-work.js';

const LONG_MS = 20_000;
let postgres: TestPostgres;
let database: ServiceDatabase;
let dataSource: DataSource;
let unitOfWork: UnitOfWork;
let notifications: Notifications;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.createServiceDatabase('notifications', []);
  dataSource = await createDataSource({ url: database.url, rows: [], applicationName: 'notify-test' }).initialize();
  unitOfWork = new UnitOfWork(dataSource);
  notifications = new Notifications({ url: database.url, logger: { warn: () => undefined } });
  await notifications.start();
});

afterAll(async () => {
  await notifications.stop();
  await dataSource.destroy();
  await postgres.stop();
});

describe('Notifications', () => {
  it('wakes the one who waits for that payload, once it is committed', async () => {
    const done = new Set<string>();
    let checks = 0;
    const wait = (payload: string, timeoutMs: number) =>
      notifications.waitFor({
        channel: 'vends',
        payload,
        timeoutMs,
        check: async () => {
          checks += 1;
          return done.has(payload) ? payload : undefined;
        },
      });
    const first = wait('first', LONG_MS);
    const other = wait('other', 300);
    await eventually(() => expect(checks).toBe(2));

    done.add('first');
    await unitOfWork.run('north', (tx) => notify(tx, 'vends', 'first'));

    expect(await first).toBe('first');
    expect(await other).toBeUndefined();
  });

  it('finds what was there before it began to wait', async () => {
    const found = await notifications.waitFor({ channel: 'vends', payload: 'early', timeoutMs: LONG_MS, check: async () => 'here' });

    expect(found).toBe('here');
  });

  it('looks again when a lost connection is back', async () => {
    let happened = false;
    const waiting = notifications.waitFor({
      channel: 'vends',
      payload: 'through-an-outage',
      timeoutMs: LONG_MS,
      check: async () => (happened ? 'seen' : undefined),
    });
    await postgres.kill();
    happened = true;
    await postgres.restart();

    expect(await waiting).toBe('seen');
  });

  it('wakes waiters of other processes without a transaction, also for what was sent while it had no connection', async () => {
    const elsewhere = new Notifications({ url: database.url, logger: { warn: () => undefined } });
    await elsewhere.start();
    const seen = new Set<string>();
    const wait = (payload: string): Promise<string | undefined> =>
      elsewhere.waitFor({ channel: 'vends', payload, timeoutMs: LONG_MS, check: async () => (seen.has(payload) ? payload : undefined) });
    const waiting = ['sent', 'sent-together', 'sent-later'].map(wait);

    for (const payload of ['sent', 'sent-together']) seen.add(payload);
    notifications.send('vends', ['sent', 'sent-together']);
    expect(await Promise.all(waiting.slice(0, 2))).toEqual(['sent', 'sent-together']);

    const late = new Notifications({ url: database.url, logger: { warn: () => undefined } });
    late.send('vends', ['sent-later']);
    seen.add('sent-later');
    await late.start();
    expect(await waiting[2]).toBe('sent-later');
    await Promise.all([elsewhere.stop(), late.stop()]);
  });

  it('wakes who waits in this process alone without the database, and has them look again every so often where they want to', async () => {
    let happened = 0;
    const wait = (payload: string, againMs?: number): Promise<number | undefined> =>
      notifications.waitFor({
        channel: 'vends',
        payload,
        timeoutMs: LONG_MS,
        ...(againMs === undefined ? {} : { againMs }),
        check: async () => happened || undefined,
      });
    const [here, again] = [wait('here'), wait('looks-again', 10)];

    happened = 1;
    notifications.wakeHere('vends', 'here');

    expect(await Promise.all([here, again])).toEqual([1, 1]);
  });

  it('answers at once when the process stops', async () => {
    const leaving = new Notifications({ url: database.url, logger: { warn: () => undefined } });
    await leaving.start();
    const waiting = leaving.waitFor({ channel: 'vends', payload: 'never', timeoutMs: LONG_MS, check: async () => undefined });
    const begin = performance.now();
    await leaving.stop();

    expect(await waiting).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(LONG_MS / 4);
  });
});
