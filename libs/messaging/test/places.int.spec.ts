import { openSession } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import type { Admin } from 'kafkajs';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume, type Deduplication } from '../src/consuming/consume.js';
import { Pipeline } from '../src/consuming/pipeline.js';
import { Position } from '../src/consuming/position.js';
import { createKafka } from '../src/kafka/client.js';
import { defaultLimits } from '../src/limits.js';
import { messagingMetrics } from '../src/metrics.js';
import {
  database,
  message,
  newShop,
  record,
  type Sale,
  type Shop,
  ShopError,
  shopPostgres,
  startService,
  type TestService,
} from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let admin: Admin;
let url: string;
let shop: Shop;
let service: TestService;
/** Serials that a handler was given, also those whose effects were undone. */
let given: number[];
/** Handlers wait for it. */
let gate: Promise<void>;

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
  admin = createKafka({ brokers: kafka.brokers, clientId: 'test', logger: pino({ level: 'silent' }) }).admin();
  await admin.connect();
});

beforeEach(async () => {
  shop = newShop();
  given = [];
  gate = Promise.resolve();
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
async function start(deduplication: Deduplication = 'inbox'): Promise<void> {
  service = await startService({ url, brokers: kafka.brokers, shop }, { partitions: 1 });
  await service.messaging.start([
    consume(shop.Sold, { group: shop.group, deduplication }, async ({ data }, tx) => {
      given.push(data.serial);
      await gate;
      await record(tx, data);
    }),
  ]);
}

const sale = (serial: number) => message({ meter: 'm1', serial, amountMinor: '1' });
const malformed = (name: string) => message({ meter: name }, { key: name });
const send = (...messages: ReturnType<typeof message>[]) => service.messaging.producer.send({ topic: shop.topic, messages });
const sell = (from: number, to: number) =>
  send(
    ...upTo(to)
      .slice(from - 1)
      .map(sale),
  );
const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_, index) => index + 1);
const serials = async (): Promise<readonly number[]> => (await service.effects()).map(({ serial }) => serial);
const effects = (expected: readonly number[]) => eventually(async () => expect(await serials()).toEqual(expected));
const parked = async () => (await service.unitOfWork.run('*', (tx) => service.messaging.parked.list(tx))).items.toReversed();
const lost = () =>
  service.unitOfWork.run('*', (tx) =>
    sql(tx, 'select topic, partition, kind, from_offset::int as from, to_offset::int as to from lost_range where settled_at is null'),
  );

async function recreateTopic(): Promise<void> {
  await admin.deleteTopics({ topics: [shop.topic] });
  await eventually(async () => expect(await admin.listTopics()).not.toContain(shop.topic));
}

async function deleteBefore(offset: string): Promise<void> {
  // The client knows the leader of a topic only once it has asked for something of it.
  await admin.fetchTopicOffsets(shop.topic);
  await admin.deleteTopicRecords({ topic: shop.topic, partitions: [{ partition: 0, offset }] });
}

async function asSuperuser(...statements: readonly string[]): Promise<void> {
  const session = await openSession({ url: postgres.adminUrl, applicationName: 'test' });
  for (const statement of statements) await session.query(statement);
  await session.close();
}

const nameOf = (databaseUrl: string): string => new URL(databaseUrl).pathname.slice(1);

describe('a database that goes back', () => {
  it('hears again what it lost, once, when it was restored to an earlier state', async () => {
    await sell(1, 5);
    await effects(upTo(5));
    await service.stop();
    await asSuperuser(`create database ${nameOf(url)}_backup template ${nameOf(url)}`);
    await start();
    await sell(6, 10);
    await effects(upTo(10));
    await service.stop();

    url = new URL(`/${nameOf(url)}_backup`, url).href;
    await start();

    await effects(upTo(10));
    await sell(11, 11);
    await effects(upTo(11));
  });

  it('hears again what it lost, once, when it failed over under a running service, also where nothing new comes', async () => {
    const name = nameOf(url);
    await sell(1, 5);
    await effects(upTo(5));
    await service.stop();
    await asSuperuser(`create database ${name}_standby template ${name}`);
    await start();
    await sell(6, 10);
    await effects(upTo(10));

    const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
    await asSuperuser(
      `alter database ${name} with allow_connections false`,
      end,
      `alter database ${name} rename to ${name}_failed`,
      `alter database ${name}_standby rename to ${name}`,
    );

    await effects(upTo(10));
    expect(service.fatal).toEqual([]);
  });

  it('loses nothing where it has no places at all', async () => {
    await sell(1, 3);
    await effects(upTo(3));
    await service.stop();
    ({ url } = await database(postgres));

    await start();

    await effects(upTo(3));
  });
});

describe('a topic that is made anew under a kept database', () => {
  it('is read from its beginning while it is shorter than the one before', async () => {
    await sell(1, 5);
    await effects(upTo(5));
    await service.stop();
    await recreateTopic();
    await start();

    await sell(6, 7);

    await effects(upTo(7));
    expect(await lost()).toEqual([{ topic: shop.topic, partition: 0, kind: 'rebuilt', from: 0, to: 5 }]);
  });

  it('is read from its beginning where it has grown past the place in the one before', async () => {
    await sell(1, 3);
    await effects(upTo(3));
    await service.stop();
    await recreateTopic();
    await admin.createTopics({ topics: [{ topic: shop.topic, numPartitions: 1 }] });
    const other = await startService({ url, brokers: kafka.brokers, shop });
    await eventually(() => other.messaging.producer.send({ topic: shop.topic, messages: upTo(9).slice(3).map(sale) }));
    await other.stop();

    await start();

    await effects(upTo(9));
    expect(await lost()).toMatchObject([{ kind: 'rebuilt', to: 3 }]);
  });

  it('is read from its beginning by a consumer that was running', async () => {
    await sell(1, 5);
    await effects(upTo(5));

    await recreateTopic();
    await admin.createTopics({ topics: [{ topic: shop.topic, numPartitions: 1 }] });
    await eventually(() => sell(6, 7));

    await effects(upTo(7));
    expect(service.fatal).toEqual([]);
  });

  it('parks what is malformed at an offset where something was parked before', async () => {
    await send(sale(1), malformed('first'));
    const [first] = await eventually(async () => {
      const found = await parked();
      expect(found).toHaveLength(1);
      return found;
    });
    const decision = { by: 'operator', subject: 'operator-1', reason: 'a test' };
    await service.unitOfWork.run('north', (tx) => service.messaging.parked.discard(tx, first!.id, decision));
    await service.stop();
    await recreateTopic();
    await start();

    await send(sale(2), malformed('second'));

    await eventually(async () =>
      expect((await parked()).map(({ key, state, offset }) => `${key} ${state} ${offset}`)).toEqual([
        'first discarded 1',
        'second parked 1',
      ]),
    );
    expect(await serials()).toEqual([1, 2]);
  });
});

describe('a log that lost messages before they were read', () => {
  it('goes on with what it has, and says what is missing until somebody has decided on it', async () => {
    await sell(1, 2);
    await effects(upTo(2));
    await service.stop();
    const other = await startService({ url, brokers: kafka.brokers, shop });
    await other.messaging.producer.send({ topic: shop.topic, messages: upTo(10).slice(2).map(sale) });
    await other.stop();
    await deleteBefore('8');

    await start();

    await effects([1, 2, 9, 10]);
    expect(await lost()).toEqual([{ topic: shop.topic, partition: 0, kind: 'truncated', from: 2, to: 8 }]);
    expect(await service.registry.getSingleMetric('openprepay_messages_lost_total')?.get()).toMatchObject({ values: [{ value: 6 }] });
    await eventually(() => expect(service.messaging.health()).toMatchObject({ ok: true, lostRanges: 1 }));
  });

  it('is noticed by a consumer that was busy meanwhile', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    await sell(1, 1);
    await eventually(() => expect(given).toEqual([1]));
    await sell(2, 9);
    await deleteBefore('8');

    open();

    await effects([1, 9]);
    expect(await lost()).toMatchObject([{ kind: 'truncated', from: 1, to: 8 }]);
    expect(service.fatal).toEqual([]);
  });
});

describe("Kafka's own offsets", () => {
  it('are not what counts: without them nothing is handled again', async () => {
    await service.stop();
    await start('natural-key');
    await sell(1, 5);
    await effects(upTo(5));
    await service.stop();
    await admin.deleteGroups([shop.group]);

    await start('natural-key');
    await sell(6, 6);

    await effects(upTo(6));
    expect(given).toEqual(upTo(6));
  });

  it('are not what counts: where they are ahead, nothing is passed over', async () => {
    await sell(1, 2);
    await effects(upTo(2));
    await service.stop();
    const other = await startService({ url, brokers: kafka.brokers, shop });
    await other.messaging.producer.send({ topic: shop.topic, messages: upTo(5).slice(2).map(sale) });
    await other.stop();
    await admin.setOffsets({ groupId: shop.group, topic: shop.topic, partitions: [{ partition: 0, offset: '5' }] });

    await start();

    await effects(upTo(5));
  });

  it('follow, for others to see', async () => {
    await sell(1, 5);

    await eventually(async () => {
      const [topic] = await admin.fetchOffsets({ groupId: shop.group, topics: [shop.topic] });
      expect(topic?.partitions[0]?.offset).toBe('5');
    });
  });
});

describe('a member that another has taken over from', () => {
  /** The next message as two members have it, who both stand before it. */
  function twoMembers(handle: (sale: Sale, tx: Tx) => Promise<void>) {
    const definition = consume(shop.Sold, { group: shop.group, deduplication: 'natural-key' }, ({ data }, tx) => handle(data, tx));
    const reading = { definitions: new Map([[shop.Sold.type, definition]]), knownTypes: new Set<string>(), maxEventBytes: 1_000 };
    const [metrics, logger] = [messagingMetrics(new Registry()), pino({ level: 'silent' })];
    const { unitOfWork } = service;
    const pipeline = new Pipeline({ group: 'zombie', reading, unitOfWork, limits: defaultLimits, metrics, logger });
    const { key, value, headers } = sale(1);
    const raw = { topic: 'zombies', partition: 0, offset: '7', key: Buffer.from(key), value: Buffer.from(value), headers };
    const member = () => {
      const position = new Position({ topic: 'zombies', partition: 0 }, { next: 7n });
      return pipeline.read({ messages: [raw], position, alive: () => true });
    };
    return { pipeline, successor: member(), zombie: member() };
  }

  it('does nothing more, also where no inbox would know its messages again', async () => {
    const { pipeline, successor, zombie } = twoMembers((data, tx) => record(tx, data));

    await pipeline.process(successor);

    await expect(pipeline.process(zombie)).rejects.toMatchObject({ name: 'PlaceLost' });
    expect(await serials()).toEqual([1]);
  });

  it('parks nothing of what its handlers cannot do any more', async () => {
    let calls = 0;
    const { pipeline, successor, zombie } = twoMembers(async (data, tx) => {
      if (calls++ > 0) throw new ShopError('no');
      await record(tx, data);
    });

    await pipeline.process(successor);

    await expect(pipeline.process(zombie)).rejects.toMatchObject({ name: 'PlaceLost' });
    expect(await parked()).toEqual([]);
  });
});
