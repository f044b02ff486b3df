import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApacheKafka, apacheKafkaMissing, startApacheKafka } from '@openprepay/apache-kafka/apache-kafka';
import { pause } from '@openprepay/pace/pause';
import { eventually } from '@openprepay/testing/eventually';
import { canRun } from '@openprepay/testing/left-out';
import type { TestPostgres } from '@openprepay/testing/postgres';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import { createKafka } from '../src/kafka/client.js';
import { database, newShop, record, sales, type Shop, shopPostgres, startService, type TestService } from './service.js';

/** In each partition are some. */
const METERS = Array.from({ length: 12 }, (_, nth) => `m${nth}`);
const [FIRST, SECOND, THIRD] = [1, 2, 3];
/** Each has a producer, of which one request or another is on its way when a leader moves. */
const SERVICES = 4;
const SELL_EVERY_MS = 200;

const runnable = canRun('three Apache Kafka brokers', apacheKafkaMissing());

describe.skipIf(!runnable)('on three brokers', () => {
  let folder: string;
  let kafka: ApacheKafka;
  let postgres: TestPostgres;
  let admin: Admin;
  const services: TestService[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openprepay-kafka-'));
    [postgres, kafka] = await Promise.all([shopPostgres(), startApacheKafka({ dataDir: folder, brokers: 3 })]);
    admin = createKafka({ brokers: kafka.brokers, clientId: 'test', logger: pino({ level: 'silent' }) }).admin();
    await admin.connect();
  });
  afterEach(async () => {
    for (const service of services.splice(0)) await service.stop();
  });
  afterAll(async () => {
    await admin.disconnect();
    await kafka.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const start = async (shop: Shop): Promise<TestService> => {
    const { url } = await database(postgres);
    const service = await startService({ url, brokers: kafka.brokers, shop });
    services.push(service);
    await service.messaging.start([consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data))]);
    return service;
  };
  const sellToAll = (service: TestService, serial: number): Promise<void> =>
    service.sell(
      'north',
      METERS.flatMap((meter) => sales(meter, serial, serial)),
    );
  /** Of each meter once each sale, and no other. */
  const allAreBooked = async (service: TestService, sold: number): Promise<void> => {
    const booked = (await service.effects()).map(({ meter, serial }) => `${meter} ${serial}`);
    const wanted = METERS.flatMap((meter) => sales(meter, 1, sold).map(({ serial }) => `${meter} ${serial}`));
    expect(booked.toSorted()).toEqual(wanted.toSorted());
  };
  const leadersOf = async ({ topic }: Shop): Promise<readonly number[]> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]!.partitions.toSorted((one, other) => one.partitionId - other.partitionId).map(({ leader }) => leader);
  };
  const recordsOf = async ({ topic }: Shop): Promise<readonly number[]> =>
    (await admin.fetchTopicOffsets(topic)).map(({ offset }) => Number(offset));

  it('what is for two partitions is sent to both, also where one has moved to the broker of the other', async () => {
    const shop = newShop();
    const replicaAssignment = [
      { partition: 0, replicas: [FIRST, SECOND] },
      { partition: 1, replicas: [SECOND, THIRD] },
    ];
    await admin.createTopics({ topics: [{ topic: shop.topic, replicaAssignment }], waitForLeaders: true });
    const service = await start(shop);
    await sellToAll(service, 1);
    await eventually(() => allAreBooked(service, 1));
    expect(await recordsOf(shop)).not.toContain(0);

    const partitionAssignment = [{ partition: 0, replicas: [SECOND, THIRD] }];
    await admin.alterPartitionReassignments({ topics: [{ topic: shop.topic, partitionAssignment }] });
    await eventually(async () => expect(await leadersOf(shop)).toEqual([SECOND, SECOND]));
    await sellToAll(service, 2);

    await eventually(() => allAreBooked(service, 2));
  });

  it('nothing is lost where one dies while all services sell', async () => {
    const shops = Array.from({ length: SERVICES }, newShop);
    for (const shop of shops) await start(shop);
    let sold = 0;
    const sellOnce = async (): Promise<void> => {
      sold += 1;
      for (const service of services) await sellToAll(service, sold);
    };
    await sellOnce();
    for (const service of services) await eventually(() => allAreBooked(service, 1));

    kafka.kill(0);
    const moved = eventually(async () => {
      for (const shop of shops) expect(await leadersOf(shop)).not.toContain(FIRST);
    });
    let selling = true;
    void moved.finally(() => (selling = false)).catch(() => undefined);
    while (selling) {
      await sellOnce();
      await pause(SELL_EVERY_MS);
    }
    await moved;
    await sellOnce();
    await kafka.restart(0);

    for (const service of services) await eventually(() => allAreBooked(service, sold));
  });
});
