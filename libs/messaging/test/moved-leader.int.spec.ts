import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApacheKafka, apacheKafkaMissing, startApacheKafka } from '@openprepay/apache-kafka/apache-kafka';
import { eventually } from '@openprepay/testing/eventually';
import { canRun } from '@openprepay/testing/left-out';
import type { TestPostgres } from '@openprepay/testing/postgres';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import { createKafka } from '../src/kafka/client.js';
import { database, newShop, record, sales, type Shop, shopPostgres, startService } from './service.js';

/** In each partition are some. */
const METERS = Array.from({ length: 12 }, (_, nth) => `m${nth}`);
const [FIRST, SECOND, THIRD] = [1, 2, 3];

const runnable = canRun('a partition whose leader moves', apacheKafkaMissing());

describe.skipIf(!runnable)('a batch for two partitions, one of which another broker leads since the producer asked', () => {
  let folder: string;
  let kafka: ApacheKafka;
  let postgres: TestPostgres;
  let admin: Admin;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openprepay-kafka-'));
    [postgres, kafka] = await Promise.all([shopPostgres(), startApacheKafka({ dataDir: folder, brokers: 3 })]);
    admin = createKafka({ brokers: kafka.brokers, clientId: 'test', logger: pino({ level: 'silent' }) }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.disconnect();
    await kafka.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const leaderOf = async ({ topic }: Shop, partition: number): Promise<number | undefined> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader;
  };
  /** What each partition has of records, whatever they are. */
  const recordsOf = async ({ topic }: Shop): Promise<readonly number[]> =>
    (await admin.fetchTopicOffsets(topic)).map(({ offset }) => Number(offset));

  it('is there whole once it is said to be', async () => {
    const shop = newShop();
    const { url } = await database(postgres);
    const replicaAssignment = [
      { partition: 0, replicas: [FIRST, SECOND] },
      { partition: 1, replicas: [SECOND, THIRD] },
    ];
    await admin.createTopics({ topics: [{ topic: shop.topic, replicaAssignment }], waitForLeaders: true });
    const service = await startService({ url, brokers: kafka.brokers, shop });
    await service.messaging.start([consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data))]);
    const sellToAll = (serial: number) =>
      service.sell(
        'north',
        METERS.flatMap((meter) => sales(meter, serial, serial)),
      );
    const booked = async (serial: number): Promise<readonly string[]> =>
      (await service.effects()).filter((effect) => effect.serial === serial).map(({ meter }) => meter);
    await sellToAll(1);
    await eventually(async () => expect(new Set(await booked(1))).toEqual(new Set(METERS)));
    expect(Math.min(...(await recordsOf(shop)))).toBeGreaterThan(0);

    const partitionAssignment = [{ partition: 0, replicas: [SECOND, THIRD] }];
    await admin.alterPartitionReassignments({ topics: [{ topic: shop.topic, partitionAssignment }] });
    await eventually(async () => expect(await leaderOf(shop, 0)).toBe(SECOND));
    await sellToAll(2);

    await eventually(async () => expect(new Set(await booked(2))).toEqual(new Set(METERS)));
    expect(await booked(2)).toHaveLength(METERS.length);
    await service.stop();
  });
});
