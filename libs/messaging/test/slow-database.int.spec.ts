import { openSession, type Session } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import { database, message, newShop, record, type Shop, shopPostgres, startService, type TestService } from './service.js';

/** Out of patience within a second, so that what is still waited for is waited for without end. */
const LIMITS = { handlerTimeoutMs: 200, retryElapsedMs: 300, batchTries: 2, messageTries: 2 } as const;
/** Half as many again as what patience there is. */
const ROUNDS = 6;

let postgres: TestPostgres;
let kafka: TestKafka;
let owner: Session;
let shop: Shop;
let service: TestService;
let url: string;

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  shop = newShop();
  let ownerUrl: string;
  let appRole: string;
  ({ url, ownerUrl, appRole } = await database(postgres));
  const admin = await openSession({ url: postgres.adminUrl, applicationName: 'test' });
  await admin.query(`alter role ${appRole} set lock_timeout = '100ms'`);
  await admin.close();
  owner = await openSession({ url: ownerUrl, applicationName: 'test' });
  service = await startService({ url, brokers: kafka.brokers, shop }, { limits: LIMITS });
});

afterEach(async () => {
  await owner.close();
  await service.stop();
});

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const send = (...sales: readonly (readonly [meter: string, serial: number])[]) =>
  service.messaging.producer.send({
    topic: shop.topic,
    messages: sales.map(([meter, serial]) => message({ meter, serial, amountMinor: '1' }, { key: meter })),
  });
const booker = () => consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data));
const parked = async () => (await service.unitOfWork.run('*', (tx) => service.messaging.parked.list(tx))).items;
const serials = async (meter: string) => (await service.effects()).filter((one) => one.meter === meter).map(({ serial }) => serial);
const retries = async (): Promise<number> => {
  const { values } = (await service.registry.getSingleMetric('openprepay_events_retries_total')?.get())!;
  return values.reduce((sum, { value }) => sum + value, 0);
};

describe('a database that is too slow', () => {
  it('parks nothing, however long it takes: what waits takes effect, in order, once it is quick again', async () => {
    await service.messaging.start([booker()]);
    await owner.query('begin; lock table effect in access exclusive mode');

    await send(['m1', 1], ['m1', 2], ['m2', 3], ['m1', 4]);
    await eventually(async () => expect(await retries()).toBeGreaterThan(ROUNDS));
    await owner.query('commit');

    await eventually(async () => expect(await service.effects()).toHaveLength(4));
    expect([await serials('m1'), await serials('m2')]).toEqual([[1, 2, 4], [3]]);
    expect(await parked()).toEqual([]);
    expect(service.fatal).toEqual([]);
  });

  it.each([
    ['a statement that ran out of time', `raise exception 'not now' using errcode = '57014'`],
    ['a lock that was not given in time', `raise exception 'not now' using errcode = '55P03'`],
    ['a transaction that stood idle too long', `raise exception 'not now' using errcode = '25P03'`],
    ['a serialization failure', `raise exception 'not now' using errcode = '40001'`],
    ['a deadlock', `raise exception 'not now' using errcode = '40P01'`],
    ['an answer that comes after the time limit of the handlers', `perform pg_sleep(0.4); return new`],
  ])('is what %s says: nothing is parked for it', async (_what, body) => {
    await owner.query(`create function be_slow() returns trigger language plpgsql as $$ begin ${body}; end $$`);
    await owner.query('create trigger be_slow before insert on effect for each row execute function be_slow()');
    await service.messaging.start([booker()]);

    await send(['m1', 1], ['m2', 2]);
    await eventually(async () => expect(await retries()).toBeGreaterThan(ROUNDS));
    await owner.query('drop trigger be_slow on effect');

    await eventually(async () => expect(await service.effects()).toHaveLength(2));
    expect(await parked()).toEqual([]);
  });
});

describe('a message that is too much for the database', () => {
  it('is parked once others show that the database is well, and holds its key alone', async () => {
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group }, async ({ data }, tx) => {
        if (data.serial === 13) await sql(tx, 'select pg_sleep(0.6)');
        await record(tx, data);
      }),
    ]);

    await send(['m1', 12], ['m1', 13], ['m1', 14], ['m2', 1], ['m3', 2], ['m4', 3]);

    let serial = 100;
    await eventually(
      async () => {
        await send(['m2', (serial += 1)], ['m3', serial], ['m4', serial]);
        expect(await parked()).toHaveLength(2);
      },
      { timeoutMs: 60_000, everyMs: 200 },
    );
    expect((await parked()).map(({ state, code }) => `${state} ${code}`)).toEqual([
      'held messaging.key_parked',
      'parked messaging.retries_exhausted',
    ]);
    expect(await serials('m1')).toEqual([12]);
  });

  it('is parked in the end where there are no others, while the database commits quickly', async () => {
    await service.stop();
    service = await startService({ url, brokers: kafka.brokers, shop }, { limits: { ...LIMITS, busyLimitMs: 500 } });
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group }, async (_event, tx) => void (await sql(tx, 'select pg_sleep(0.6)'))),
    ]);

    await send(['m1', 13]);

    await eventually(async () => expect((await parked()).map(({ code }) => code)).toEqual(['messaging.retries_exhausted']), {
      timeoutMs: 30_000,
    });
  });

  it('is parked by the rules for any failure where its handler hangs elsewhere than in the database', async () => {
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group }, async ({ data }, tx) => {
        if (data.serial === 13) await new Promise(() => undefined);
        await record(tx, data);
      }),
    ]);

    await send(['m1', 13]);

    await eventually(async () => expect(await parked()).toHaveLength(1));
  });
});
