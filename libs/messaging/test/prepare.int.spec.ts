import { sql } from '@openprepay/persistence/sql';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consumeBatch } from '../src/consuming/consume.js';
import { database, message, newShop, record, type Shop, ShopError, shopPostgres, startService, type TestService } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let service: TestService;
let shop: Shop;
/** Serials that the handler, or already its preparation, refuses for now. */
const refused = new Set<number>();
const unpreparable = new Set<number>();

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  refused.clear();
  unpreparable.clear();
  shop = newShop();
  const { url } = await database(postgres);
  service = await startService({ url, brokers: kafka.brokers, shop });
  await service.messaging.start([
    consumeBatch(
      shop.Sold,
      {
        group: shop.group,
        prepare: async (events) => {
          for (const { data, utility } of events) {
            if (unpreparable.has(data.serial)) throw new ShopError(`nothing can be made ready for ${data.serial}`);
            // A transaction of its own: within another one it would be refused.
            await service.unitOfWork.run(utility, (tx) => record(tx, { ...data, meter: 'prepared' }));
          }
        },
      },
      async (events, tx) => {
        for (const { data } of events) {
          const made = await sql(tx, `select 1 from effect where meter = 'prepared' and serial = $1`, [data.serial]);
          if (made.length === 0) throw new ShopError(`nothing was made ready for ${data.serial}`);
          if (refused.has(data.serial)) throw new ShopError(`${data.serial} is refused`);
          await record(tx, data);
        }
      },
    ),
  ]);
});

afterEach(() => service.stop());

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const send = (...serials: readonly number[]) =>
  service.messaging.producer.send({
    topic: shop.topic,
    messages: serials.map((serial) => message({ meter: 'm1', serial, amountMinor: '1' })),
  });
const handled = async (): Promise<readonly number[]> =>
  (await service.effects()).filter(({ meter }) => meter === 'm1').map(({ serial }) => serial);
const prepared = async (serial: number): Promise<number> =>
  (await service.effects()).filter((effect) => effect.meter === 'prepared' && effect.serial === serial).length;
const parked = async () => (await service.unitOfWork.run('*', (tx) => service.messaging.parked.list(tx, { state: 'parked' }))).items;
const replay = (id: string) => service.unitOfWork.run('north', (tx) => service.messaging.parked.replay(tx, id, { by: 'operator' }));

describe('what handlers need to be there', () => {
  it('is made ready, and committed, before their transaction', async () => {
    await send(1, 2, 3);

    await eventually(async () => expect(await handled()).toEqual([1, 2, 3]));
  });

  it('parks the event where it cannot be made ready, with that failure, and nobody else', async () => {
    unpreparable.add(2);

    await send(1, 2);

    await eventually(async () => expect(await parked()).toHaveLength(1));
    expect((await parked())[0]).toMatchObject({ code: 'shop.serial_refused', reason: 'nothing can be made ready for 2' });
    expect(await handled()).toEqual([1]);
  });

  it('is made ready again for a replay, whose failure is told the same way', async () => {
    unpreparable.add(2);
    await send(2, 3);
    await eventually(async () => expect(await parked()).toHaveLength(1));
    const [poison] = await parked();
    expect(await prepared(2)).toBe(0);

    await replay(poison!.id);
    await eventually(async () => expect((await parked())[0]).toMatchObject({ id: poison!.id, tries: 2, replaying: false }));
    unpreparable.clear();
    await replay(poison!.id);

    await eventually(async () => expect(await handled()).toEqual([2, 3]));
    expect(await prepared(2)).toBeGreaterThan(0);
    expect(await parked()).toEqual([]);
  });

  it('is made ready for each try of a replay anew', async () => {
    refused.add(2);
    await send(2);
    await eventually(async () => expect(await parked()).toHaveLength(1));
    const before = await prepared(2);
    refused.clear();

    await replay((await parked())[0]!.id);

    await eventually(async () => expect(await handled()).toEqual([2]));
    expect(await prepared(2)).toBe(before + 1);
  });
});
