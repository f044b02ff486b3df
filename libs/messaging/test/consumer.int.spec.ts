import { pause } from '@openprepay/pace/pause';
import { sql } from '@openprepay/persistence/sql';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume, consumeBatch, type ConsumerDefinition } from '../src/consuming/consume.js';
import { eventHeaders } from '@openprepay/contracts/event';
import {
  database,
  message,
  newShop,
  record,
  type Sale,
  sales,
  type Shop,
  shopPostgres,
  startService,
  type TestService,
  wholeParked,
} from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let service: TestService;
let replicas: TestService[];
let url: string;
let shop: Shop;
let Sold: Shop['Sold'];
let name: string;

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  ({ url } = await database(postgres));
  shop = newShop();
  ({ Sold, group: name } = shop);
  service = await startService({ url, brokers: kafka.brokers, shop });
  replicas = [service];
});

afterEach(async () => {
  for (const replica of replicas) await replica.stop();
});

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const wire = (meter: string, serial: number, amountMinor = '100'): object => ({ meter, serial, amountMinor });
const recorder = (): readonly ConsumerDefinition[] => [consume(Sold, { group: name }, ({ data }, tx) => record(tx, data))];
const send = (...messages: ReturnType<typeof message>[]) => service.messaging.producer.send({ topic: Sold.topic, messages });
const serials = async (meter: string, utility = '*'): Promise<readonly number[]> =>
  (await service.effects(utility)).filter((effect) => effect.meter === meter).map(({ serial }) => serial);
const parked = (utility = '*') => wholeParked(service, utility);
const metric = async (metricName: string): Promise<number> => {
  const found = await service.registry.getSingleMetric(metricName)?.get();
  return found?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
};
/** Two that are not beside each other by then are one after the other. */
const PATIENCE_MS = 3_000;
let meters = 0;
const meter = (): string => `meter-${(meters += 1)}`;

describe('a consumer that waits for news', () => {
  it('stops at once, however long it would wait, and takes what comes when it starts again', async () => {
    const m = meter();
    const waits = { fetchWaitMs: 10 * 60_000, sessionTimeoutMs: 30 * 60_000 };
    const patient = await startService({ url, brokers: kafka.brokers, shop }, { limits: waits });
    await patient.messaging.start(recorder());
    await send(message(wire(m, 1), { key: m }));
    await eventually(async () => expect(await serials(m)).toEqual([1]));

    await patient.stop();
    await send(message(wire(m, 2), { key: m }));
    await service.messaging.start(recorder());

    await eventually(async () => expect(await serials(m)).toEqual([1, 2]));
  });
});

describe('what waits in several partitions, more in each than a fetch brings', () => {
  it('comes of several at once, and is handled in transactions beside each other', async () => {
    const limits = { fetchBytes: 20_000, fetchPartitionBytes: 5_000, consumerBatchMessages: 10 };
    const slow = await startService({ url, brokers: kafka.brokers, shop }, { limits });
    replicas.push(slow);
    await service.messaging.start(recorder());
    await service.messaging.stopConsumers();
    const keys = Array.from({ length: 30 }, meter);
    for (let serial = 1; serial <= 10; serial++) await send(...keys.map((m) => message(wire(m, serial), { key: m })));
    let meet = (): void => undefined;
    const met = new Promise<string>((resolve) => (meet = () => resolve('beside each other')));
    let underWay = 0;
    const beside = consumeBatch(Sold, { group: name, order: 'none', deduplication: 'natural-key', transactions: 2 }, async (events, tx) => {
      underWay += 1;
      if (underWay === 2) meet();
      await Promise.race([met, pause(PATIENCE_MS)]);
      underWay -= 1;
      for (const { data } of events) await record(tx, data);
    });
    await slow.messaging.start([beside]);

    expect(await Promise.race([met, pause(PATIENCE_MS)])).toBe('beside each other');
    await eventually(async () => expect(await slow.effects()).toHaveLength(300));
  });
});

describe('an event that comes again', () => {
  it('takes effect once, however often and wherever it stands', async () => {
    const m = meter();
    await service.messaging.start(recorder());
    const once = message(wire(m, 1), { key: m });

    await send(once, once);
    await send(once, message(wire(m, 2), { key: m }));

    await eventually(async () => expect(await serials(m)).toContain(2));
    expect(await serials(m)).toEqual([1, 2]);
  });

  it('takes effect once when its effects were committed but its offset was not', async () => {
    const m = meter();
    const definition = consume(Sold, { group: name }, ({ data }, tx) => record(tx, data));
    await service.messaging.start([definition]);
    await send(message(wire(m, 1), { key: m }));
    await eventually(async () => expect(await serials(m)).toEqual([1]));
    await service.messaging.stopConsumers();

    // The same inbox under a group that has committed nothing yet: everything is delivered again.
    await service.unitOfWork.run('*', (tx) =>
      sql(tx, 'insert into inbox (event_id, group_name, utility) select event_id, $1, utility from inbox', [`${name}-again`]),
    );
    const again = await startService({ url, brokers: kafka.brokers, shop });
    replicas.push(again);
    await again.messaging.start([{ ...definition, group: `${name}-again` }]);
    await send(message(wire(m, 2), { key: m }));

    await eventually(async () => expect(await serials(m)).toContain(2));
    expect(await serials(m)).toEqual([1, 2]);
  });
});

describe('the id of an event', () => {
  it("is its utility's own: another one's event under the same id takes effect as well", async () => {
    const m = meter();
    await service.messaging.start(recorder());
    const first = message(wire(m, 1), { key: m, utility: 'north' });
    const second = message(wire(m, 2), { key: m, utility: 'south' });

    await send(first, { ...second, headers: { ...second.headers, [eventHeaders.id]: first.headers[eventHeaders.id]! } });

    await eventually(async () => expect(await serials(m)).toEqual([1, 2]));
  });

  it('may be written in capitals', async () => {
    const m = meter();
    await service.messaging.start(recorder());
    const loud = message(wire(m, 1), { key: m });

    await send({ ...loud, headers: { ...loud.headers, [eventHeaders.id]: loud.headers[eventHeaders.id]!.toUpperCase() } });

    await eventually(async () => expect(await serials(m)).toEqual([1]));
  });
});

describe('a batch', () => {
  it('is handled by utility, in order, under row-level security', async () => {
    const m = meter();
    const calls: string[] = [];
    await service.messaging.start([
      consumeBatch(Sold, { group: name }, async (events, tx) => {
        for (const { data, utility } of events) {
          if (data.meter !== m) continue;
          expect(utility).toBe(tx.utility);
          await record(tx, data);
        }
        const visible = await sql<{ utility: string }>(tx, 'select distinct utility from effect');
        calls.push(...visible.map((row) => row.utility).filter((utility) => utility !== tx.utility));
      }),
    ]);

    await send(...[1, 2, 3, 4, 5, 6].map((serial) => message(wire(m, serial), { key: m, utility: serial % 2 === 0 ? 'south' : 'north' })));

    await eventually(async () => expect(await serials(m)).toHaveLength(6));
    expect(await serials(m, 'north')).toEqual([1, 3, 5]);
    expect(await serials(m, 'south')).toEqual([2, 4, 6]);
    expect(calls).toEqual([]);
  });

  it('keeps the order of a key across kinds of events', async () => {
    const m = meter();
    const seen: string[] = [];
    const into = (events: readonly { readonly data: Sale; readonly type: string }[]): Promise<void> => {
      for (const { data, type } of events) if (data.meter === m) seen.push(`${type.split('.').at(-1)} ${data.serial}`);
      return Promise.resolve();
    };
    await service.messaging.start([consumeBatch(Sold, { group: name }, into), consumeBatch(shop.Returned, { group: name }, into)]);

    await send(
      ...[1, 2, 3, 4].map((serial) => message(wire(m, serial), { key: m, type: serial % 2 === 0 ? shop.Returned.type : Sold.type })),
    );

    await eventually(() => expect(seen).toHaveLength(4));
    expect(seen).toEqual(['made 1', 'returned 2', 'made 3', 'returned 4']);
  });
});

describe('an outage', () => {
  it('of the database parks nothing and loses nothing', async () => {
    const m = meter();
    await service.messaging.start(recorder());
    await service.sell('north', sales(m, 1, 20));
    await eventually(async () => expect((await serials(m)).length).toBeGreaterThan(0));

    await postgres.kill();
    await send(...[21, 22, 23].map((serial) => message(wire(m, serial), { key: m })));
    await eventually(async () => expect(await metric('openprepay_events_retries_total')).toBeGreaterThan(10));
    await postgres.restart();

    await eventually(async () => expect(await serials(m)).toHaveLength(23));
    expect([...(await serials(m))].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
    expect(await parked()).toEqual([]);
    expect(service.fatal).toEqual([]);
  });

  it('of the broker loses nothing and doubles nothing', async () => {
    const m = meter();
    await service.messaging.start(recorder());
    await service.sell('north', sales(m, 1, 20));

    await kafka.pause();
    await service.sell('north', sales(m, 21, 40));
    await eventually(() => expect(service.messaging.health().relay.failing).toBeDefined());
    expect(service.messaging.health().ok).toBe(false);
    await kafka.resume();
    await service.sell('north', sales(m, 41, 60));

    await eventually(async () => expect(await serials(m)).toHaveLength(60));
    expect(await serials(m)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    await eventually(() => expect(service.messaging.health().ok).toBe(true));
  });
});

describe('a stop', () => {
  it('finishes and commits the batch in hand, and another replica goes on at the next message', async () => {
    const m = meter();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let entered = 0;
    await service.messaging.start([
      consume(Sold, { group: name }, async ({ data }, tx) => {
        if (data.meter !== m) return;
        entered += 1;
        await gate;
        await record(tx, data);
      }),
    ]);
    await send(message(wire(m, 1), { key: m }));
    await eventually(() => expect(entered).toBe(1));

    const stopped = service.messaging.stopConsumers();
    release();
    await stopped;

    expect(await serials(m)).toEqual([1]);
    const handled: number[] = [];
    const second = await startService({ url, brokers: kafka.brokers, shop });
    replicas.push(second);
    await second.messaging.start([
      consume(Sold, { group: name, deduplication: 'natural-key' }, async ({ data }) => {
        if (data.meter === m) handled.push(data.serial);
      }),
    ]);
    await send(message(wire(m, 2), { key: m }));
    await eventually(() => expect(handled).toContain(2));
    expect(handled).toEqual([2]);
  });
});
