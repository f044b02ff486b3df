import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { consume } from '../src/consume.js';
import { database, newShop, record, sales, startService, type TestService } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
const open: TestService[] = [];

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([startPostgres(), startKafka()]);
});

afterEach(async () => {
  for (const service of open.splice(0)) await service.stop();
});

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const start = async (...args: Parameters<typeof startService>): Promise<TestService> => {
  const service = await startService(...args);
  open.push(service);
  return service;
};

describe('from the outbox to a consumer', () => {
  it('carries each committed event once and in order', async () => {
    const { url } = await database(postgres);
    const shop = newShop();
    const service = await start({ url, brokers: kafka.brokers, shop });
    await service.messaging.start([consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data))]);

    for (let serial = 1; serial <= 50; serial++) await service.sell('north', sales('m1', serial, serial));

    await eventually(async () => expect(await service.effects()).toHaveLength(50));
    expect((await service.effects()).map(({ serial }) => serial)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });
});
