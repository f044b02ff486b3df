import { createKafka } from '../src/kafka/client.js';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import { startPostgres, type TestPostgres } from '@openprepay/testing/postgres';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import { database, message, newShop, record, startService, type Shop, type TestService } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let admin: Admin;
let url: string;
let shop: Shop;
let service: TestService;

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([startPostgres(), startKafka()]);
  admin = createKafka({ brokers: kafka.brokers, clientId: 'test', logger: pino({ level: 'silent' }) }).admin();
  await admin.connect();
});

beforeEach(async () => {
  shop = newShop();
  ({ url } = await database(postgres));
  await start();
});

afterEach(() => service.stop());

afterAll(async () => {
  await admin.disconnect();
  await kafka.stop();
  await postgres.stop();
});

/** One partition, so that offsets tell the order of everything. */
async function start(): Promise<void> {
  service = await startService({ url, brokers: kafka.brokers, shop }, { partitions: 1 });
  await service.messaging.start([consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data))]);
}

const sale = (serial: number) => message({ meter: 'm1', serial, amountMinor: '1' });
const malformed = (name: string) => message({ meter: name }, { key: name });
const send = (...messages: ReturnType<typeof message>[]) => service.messaging.producer.send({ topic: shop.topic, messages });
const serials = async (): Promise<readonly number[]> => (await service.effects()).map(({ serial }) => serial);
const parked = async () => (await service.unitOfWork.run('*', (tx) => service.messaging.parked.list(tx))).items.toReversed();

async function recreateTopic(): Promise<void> {
  await service.stop();
  await admin.deleteTopics({ topics: [shop.topic] });
  await eventually(async () => expect(await admin.listTopics()).not.toContain(shop.topic));
  await start();
}

describe('a topic that is made anew under a kept database', () => {
  it('parks what is malformed at an offset where something was parked before', async () => {
    await send(sale(1), malformed('first'));
    const [first] = await eventually(async () => {
      const found = await parked();
      expect(found).toHaveLength(1);
      return found;
    });
    const decision = { by: 'operator', reason: 'a test' };
    await service.unitOfWork.run('north', (tx) => service.messaging.parked.discard(tx, first!.id, decision));

    await recreateTopic();
    await send(sale(2), malformed('second'));

    await eventually(async () =>
      expect((await parked()).map(({ key, state }) => `${key} ${state}`)).toEqual(['first discarded', 'second parked']),
    );
    expect((await parked()).map(({ offset }) => offset)).toEqual(['1', '1']);
    expect(await serials()).toEqual([1, 2]);
  });
});
