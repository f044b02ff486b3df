import { systemClock } from '@openprepay/persistence/clock';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import type { MessagingOptions } from '../src/messaging.js';
import { encodeMessage } from '../src/outbox/producer.js';
import { tail, type TailedEvent } from '../src/kafka/tail.js';
import { database, message, newShop, record, sales, type Shop, shopPostgres, startService, type TestService } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let url: string;
let shop: Shop;
let replicas: TestService[];

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  replicas = [];
  shop = newShop();
  ({ url } = await database(postgres));
});

afterEach(async () => {
  for (const replica of replicas) await replica.stop();
});

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const start = async (more: Partial<MessagingOptions> = {}): Promise<TestService> => {
  const replica = await startService({ url, brokers: kafka.brokers, shop }, more);
  replicas.push(replica);
  return replica;
};
const booker = () => consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data));
const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_, index) => index + 1);

describe('replicas', () => {
  it('share the keys, and hand them over in order without loss or repetition as they come and go', async () => {
    const first = await start();
    await first.messaging.start([booker()]);
    const meters = ['m1', 'm2', 'm3', 'm4', 'm5'];
    const total = 60;
    const selling = (async () => {
      for (let serial = 1; serial <= total; serial++) {
        for (const meter of meters) await first.sell('north', sales(meter, serial, serial));
      }
    })();
    const second = await start();
    await second.messaging.start([booker()]);
    await second.messaging.stopConsumers();
    const third = await start();
    await third.messaging.start([booker()]);

    await selling;
    await eventually(async () => expect(await first.effects()).toHaveLength(total * meters.length));
    const effects = await first.effects();
    for (const meter of meters) {
      expect(effects.filter((effect) => effect.meter === meter).map(({ serial }) => serial)).toEqual(upTo(total));
    }
  });
});

describe('the producer', () => {
  it('loses nothing that it acknowledged while the broker goes and comes', async () => {
    const service = await start();
    const received = new Set<number>();
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group, deduplication: 'natural-key' }, async ({ data }) => void received.add(data.serial)),
    ]);
    const acknowledged: number[] = [];
    let serial = 0;
    // Until so many are acknowledged, however many are refused while the broker is away.
    const worker = async (until: number): Promise<void> => {
      while (acknowledged.length < until) {
        const mine = (serial += 1);
        const data = { meter: `m${mine % 7}`, serial: mine, amountMinor: 1n };
        const encoded = encodeMessage(shop.Sold, data, { utility: 'north', id: systemClock.newId(), time: new Date() });
        await service.messaging.producer.send({ topic: shop.topic, messages: [encoded] }).then(
          () => acknowledged.push(mine),
          () => new Promise((resolve) => setTimeout(resolve, 20)),
        );
      }
    };
    const phase = (until: number) => Promise.all(Array.from({ length: 8 }, () => worker(until)));

    await phase(200);
    const through = phase(600);
    await kafka.pause();
    await kafka.resume();
    await through;
    await phase(800);

    expect(acknowledged.length).toBeGreaterThanOrEqual(800);
    await eventually(() => expect(acknowledged.filter((one) => !received.has(one))).toEqual([]));
  });

  it('refuses more than it may hold, with a code, and fails only the caller whose message is refused', async () => {
    const service = await start({ limits: { producerQueueMessages: 10 } });
    await service.messaging.start([]);
    const { producer } = service.messaging;
    const good = () => producer.send({ topic: shop.topic, messages: [message({ any: 'thing' })] });
    await service.sell('north', sales('m1', 1, 1));
    await eventually(() => good());

    const outcomes = await Promise.allSettled([
      good(),
      good(),
      producer.send({ topic: shop.topic, messages: [message('x'.repeat(3_000_000))] }),
      good(),
      producer.send({ topic: shop.topic, messages: Array.from({ length: 10 }, () => message(1)) }),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(outcomes[4]).toMatchObject({ reason: { code: 'messaging.producer_full' } });
  });
});

describe('a tail', () => {
  it('sees what happens from now on, of every utility, and leaves no group behind', async () => {
    const service = await start();
    await service.messaging.start([booker()]);
    await service.sell('north', sales('m1', 1, 1));
    await eventually(async () => expect(await service.effects()).toHaveLength(1));
    const seen: TailedEvent[] = [];
    const live = await tail({
      brokers: kafka.brokers,
      clientId: 'live',
      topics: [shop.topic],
      logger: pino({ level: 'silent' }),
      onEvent: (event) => {
        seen.push(event);
        if (seen.length === 1) throw new Error('a viewer that trips');
      },
    });

    await service.sell('north', sales('m1', 2, 2));
    await service.sell('south', sales('m2', 3, 3));

    await eventually(() => expect(seen).toHaveLength(2));
    await live.stop();
    expect(seen.map(({ utility, key }) => `${utility} ${key}`).sort()).toEqual(['north m1', 'south m2']);
    expect(seen.find(({ key }) => key === 'm1')).toMatchObject({
      type: shop.Sold.type,
      topic: shop.topic,
      data: { serial: 2, amountMinor: '100' },
    });
  });
});

describe('lag and health', () => {
  it('show a group that stands still, also where it never got a batch through', async () => {
    const service = await start();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group }, async ({ data }, tx) => {
        await gate;
        await record(tx, data);
      }),
    ]);
    await eventually(() =>
      expect(service.messaging.health()).toMatchObject({ ok: true, consumers: [{ group: shop.group, running: true }] }),
    );

    await service.sell('north', sales('m1', 1, 5));

    const lag = () => service.messaging.lag().reduce((sum, one) => sum + one.lag, 0);
    await eventually(() => expect(lag()).toBe(5));
    open();
    await eventually(() => expect(lag()).toBe(0));
  });

  it('tell the process to end when a consumer cannot be brought back', async () => {
    const service = await start({ limits: { crashLimitMs: -1 } });
    await service.messaging.start([booker()]);

    await kafka.pause();
    try {
      await eventually(
        () => expect(service.fatal.map(({ message: text }) => text)).toEqual([`the consumer of ${shop.group} stopped for good`]),
        {
          timeoutMs: 40_000,
        },
      );
      expect(service.messaging.health().ok).toBe(false);
    } finally {
      await kafka.resume();
    }
  });

  it('refuse two definitions of one group for one type', async () => {
    const service = await start();

    await expect(service.messaging.start([booker(), booker()])).rejects.toThrow(TypeError);
  });
});
