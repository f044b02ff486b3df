import { eventHeaders } from '@openprepay/contracts/event';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume } from '../src/consuming/consume.js';
import {
  database,
  message,
  newShop,
  record,
  type Shop,
  ShopError,
  shopPostgres,
  startService,
  type TestService,
  wholeParked,
} from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let service: TestService;
let Sold: Shop['Sold'];
let name: string;

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  const shop = newShop();
  ({ Sold, group: name } = shop);
  service = await startService({ url: (await database(postgres)).url, brokers: kafka.brokers, shop });
});

afterEach(() => service.stop());

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

const wire = (meter: string, serial: number, amountMinor = '100'): object => ({ meter, serial, amountMinor });
const send = (...messages: ReturnType<typeof message>[]) => service.messaging.producer.send({ topic: Sold.topic, messages });
const serials = async (meter: string, utility = '*'): Promise<readonly number[]> =>
  (await service.effects(utility)).filter((effect) => effect.meter === meter).map(({ serial }) => serial);
const parked = (utility = '*') => wholeParked(service, utility);
let meters = 0;
const meter = (): string => `meter-${(meters += 1)}`;

describe('a poison event', () => {
  it('is parked whole with its code, holds its key, and lets everybody else go on', async () => {
    const [m, other] = [meter(), meter()];
    await service.messaging.start([
      consume(Sold, { group: name }, async ({ data, utility }, tx) => {
        if (data.serial === 13 && utility === 'north') throw new ShopError('thirteen is refused');
        await record(tx, data);
      }),
    ]);

    await send(
      message(wire(m, 12), { key: m }),
      message(wire(m, 13), { key: m }),
      message(wire(m, 14), { key: m }),
      message(wire(m, 13), { key: m, utility: 'south' }),
      message(wire(other, 1), { key: other }),
    );
    await send(message(wire(m, 15), { key: m }), message(wire(m, 16), { key: m, utility: 'south' }));

    await eventually(async () => expect(await parked()).toHaveLength(3));
    expect(await serials(m, 'north')).toEqual([12]);
    await eventually(async () => expect(await serials(m, 'south')).toEqual([13, 16]));
    await eventually(async () => expect(await serials(other)).toEqual([1]));
    const [poison, ...held] = await parked();
    expect(poison).toMatchObject({
      utility: 'north',
      direction: 'in',
      group: name,
      topic: Sold.topic,
      key: m,
      type: Sold.type,
      state: 'parked',
      code: 'shop.serial_refused',
      reason: 'thirteen is refused',
    });
    expect(JSON.parse(poison!.value.toString())).toEqual(wire(m, 13));
    expect(held.map(({ state, code }) => `${state} ${code}`)).toEqual(Array(2).fill('held messaging.key_parked'));
    expect(await parked('south')).toEqual([]);
  });

  it('is parked as often as it comes with something else under the id of another, and once if it is the same', async () => {
    const m = meter();
    await service.messaging.start([
      consume(Sold, { group: name, order: 'none', deduplication: 'natural-key' }, async () => {
        throw new ShopError('all are refused');
      }),
    ]);
    const first = message(wire(m, 1), { key: m });

    await send(first, { ...first, value: JSON.stringify(wire(m, 2)) }, first);
    await send(message(wire(m, 3), { key: m }));

    await eventually(async () => expect(await parked()).toHaveLength(3));
  });

  it('stands alone where order does not matter', async () => {
    const m = meter();
    await service.messaging.start([
      consume(Sold, { group: name, order: 'none' }, async ({ data }, tx) => {
        if (data.serial === 13) throw new ShopError('thirteen is refused');
        await record(tx, data);
      }),
    ]);

    await send(...[12, 13, 14].map((serial) => message(wire(m, serial), { key: m })));

    await eventually(async () => expect(await serials(m)).toEqual([12, 14]));
    expect((await parked()).map(({ state }) => state)).toEqual(['parked']);
  });

  it('is parked after bounded retries where its error has no code, and one that passes is retried into effect', async () => {
    const m = meter();
    const tries = new Map<number, number>();
    await service.messaging.start([
      consume(Sold, { group: name }, async ({ data }, tx) => {
        if (data.meter !== m) return;
        const count = (tries.get(data.serial) ?? 0) + 1;
        tries.set(data.serial, count);
        if (data.serial === 1 && count <= 2) throw new Error('not yet');
        if (data.serial === 2) throw new TypeError('a bug');
        await record(tx, data);
      }),
    ]);

    await send(...[1, 2, 3].map((serial) => message(wire(m, serial), { key: m })));

    await eventually(async () => expect(await parked()).toHaveLength(2));
    expect(await serials(m)).toEqual([1]);
    expect((await parked()).map(({ state, code, reason }) => `${state} ${code} ${reason}`)).toEqual([
      'parked messaging.retries_exhausted TypeError: a bug',
      'held messaging.key_parked an earlier message of its key is parked',
    ]);
  });
});

describe('malformed messages', () => {
  it('are parked whole, each with its reason, and stop nobody', async () => {
    const m = meter();
    await service.messaging.start([consume(Sold, { group: name }, ({ data }, tx) => record(tx, data))]);
    const headless = (header: string, value?: string) => {
      const base = message(wire(m, 0), { key: `${m}-${header}` });
      const headers = { ...base.headers };
      delete headers[header];
      return { ...base, headers: value === undefined ? headers : { ...headers, [header]: value } };
    };

    await send(
      headless(eventHeaders.id),
      headless(eventHeaders.id, 'not-a-uuid'),
      headless(eventHeaders.type),
      headless(eventHeaders.utility),
      headless(eventHeaders.utility, 'No Such\0Utility'),
      headless(eventHeaders.time, 'yesterday'),
      message('', { key: `${m}-json`, value: '{"half":' }),
      message(wire(m, 1, '-5'), { key: `${m}-schema` }),
      message(wire(m, 1), { key: `${m}-large`, value: JSON.stringify({ ...wire(m, 1), padding: 'x'.repeat(950_000) }) }),
      message(wire(m, 1), { key: `nul\0${m}`, value: 'nul\0' }),
      message(wire(m, 7), { key: m }),
    );

    await eventually(async () => expect(await serials(m)).toEqual([7]));
    await eventually(async () => expect(await parked()).toHaveLength(10));
    expect((await parked()).map(({ code, utility }) => `${code} ${utility}`).sort()).toEqual([
      ...Array<string>(2).fill('messaging.headers_invalid -'),
      ...Array<string>(4).fill('messaging.headers_invalid north'),
      ...Array<string>(2).fill('messaging.not_json north'),
      'messaging.schema_invalid north',
      'messaging.too_large north',
    ]);
    const large = (await parked()).find(({ code }) => code === 'messaging.too_large');
    expect(large!.value).toHaveLength(JSON.stringify({ ...wire(m, 1), padding: '' }).length + 950_000);
    expect((await parked('north')).map(({ utility }) => utility)).not.toContain('-');
  });
});
