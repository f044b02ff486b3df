import { defineEvent } from '@openprepay/contracts/event';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { ServiceDatabase, TestPostgres } from '@openprepay/testing/postgres';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import { createKafka } from '../src/kafka/client.js';
import { SENT_COLUMNS } from '../src/outbox/outbox-row.js';
import { database, newShop, record, sales, type Shop, shopPostgres, startService, type TestService } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let db: Pick<ServiceDatabase, 'url' | 'ownerUrl'>;
let shop: Shop;
let replicas: TestService[];

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  replicas = [];
  shop = newShop();
  db = await database(postgres);
});

afterEach(async () => {
  for (const replica of replicas) await replica.stop();
});

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const start = async (): Promise<TestService> => {
  const replica = await startService({ url: db.url, brokers: kafka.brokers, shop });
  replicas.push(replica);
  return replica;
};
const booker = () => consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data));
const serials = async (service: TestService): Promise<readonly number[]> => (await service.effects()).map(({ serial }) => serial);
async function withAdmin(work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = createKafka({ brokers: kafka.brokers, clientId: 'test', logger: pino({ level: 'silent' }) }).admin();
  await admin.connect();
  await work(admin).finally(() => admin.disconnect());
}

/** As if a relay had sent all that waits. */
const allSent = `
  with sent as (delete from outbox returning ${SENT_COLUMNS})
  insert into outbox_sent (${SENT_COLUMNS}, sent_at) select ${SENT_COLUMNS}, now() from sent`;

describe('republishing', () => {
  const MINUTE_MS = 60_000;
  const sentTo = async (service: TestService, topic: string): Promise<readonly string[]> => {
    const rows = await service.unitOfWork.run(ALL_UTILITIES, (tx) =>
      sql<{ id: string }>(tx, 'select id from outbox_sent where topic = $1 order by position', [topic]),
    );
    return rows.map(({ id }) => id);
  };
  const again = (service: TestService, utility: string, fromMs = -MINUTE_MS, more: { readonly topic?: string } = {}) =>
    service.unitOfWork.run(utility, (tx) => {
      const [from, to] = [new Date(Date.now() + fromMs), new Date(Date.now() + MINUTE_MS)];
      return service.messaging.republish(tx, { from, to, by: 'operator', ...more });
    });

  it('sends the events of a utility again, which take effect once where they had, and now where they were lost', async () => {
    const service = await start();
    await service.messaging.start([]);
    await service.sell('north', sales('m1', 1, 3));
    await service.sell('south', sales('m2', 4, 4));
    await eventually(async () => expect(await sentTo(service, shop.topic)).toHaveLength(4));
    await service.messaging.stopConsumers();
    // The broker's disk is gone: all that was sent went with it.
    await withAdmin(async (admin) => {
      await admin.fetchTopicOffsets(shop.topic);
      const partitions = [0, 1, 2].map((partition) => ({ partition, offset: '-1' }));
      await admin.deleteTopicRecords({ topic: shop.topic, partitions });
    });
    const other = await start();
    await other.messaging.start([booker()]);

    expect(await again(service, 'north')).toBe(3);
    await eventually(async () => expect(await serials(service)).toEqual([1, 2, 3]));
    await eventually(async () => expect(await sentTo(service, shop.topic)).toHaveLength(4));
    expect(await again(service, 'north', -MINUTE_MS, { topic: shop.topic })).toBe(3);
    expect(await again(service, 'north', -MINUTE_MS, { topic: 'another' })).toBe(0);
    await service.sell('north', sales('m1', 5, 5));

    await eventually(async () => expect(await serials(service)).toEqual([1, 2, 3, 5]));
  });

  it('refuses a range that reaches back further than sent events are kept, and says since when they are', async () => {
    const service = await start();

    await expect(again(service, 'north', -4 * 86_400_000)).rejects.toMatchObject({
      code: 'messaging.outbox_range_gone',
      message: expect.stringMatching(/kept since \d{4}-\d\d-\d\dT/) as string,
    });
  });

  it('sends of a compacted topic only what no later event of its key has replaced', async () => {
    const service = await start();
    const { outbox } = service.messaging;
    const { type, data, key } = shop.Sold;
    const Compacted = defineEvent({ type, topic: 'billing.pricing.v1', data, key });
    await service.unitOfWork.run('north', (tx) =>
      outbox.appendAll(
        tx,
        Compacted,
        sales('m1', 1, 3).map((one) => ({ data: one })),
      ),
    );
    await service.unitOfWork.run(ALL_UTILITIES, (tx) => sql(tx, allSent));

    expect(await again(service, 'north')).toBe(1);
    const [event] = await service.unitOfWork.run(ALL_UTILITIES, (tx) =>
      sql<{ value: string; republished_by: string }>(tx, 'select value, republished_by from outbox'),
    );
    expect(event).toMatchObject({ value: expect.stringContaining('"serial":3') as string, republished_by: 'operator' });
  });
});
