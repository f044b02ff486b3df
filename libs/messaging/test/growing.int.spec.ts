import { defineEvent } from '@openprepay/contracts/event';
import { closedEnum, isKnown, openEnum } from '@openprepay/contracts/open-enum';
import { VendCompleted } from '@openprepay/contracts/vending';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume, type ConsumerDefinition } from '../src/consuming/consume.js';
import type { ParkedMessage } from '../src/parking/parked-message.js';
import { database, message, newShop, record, type Shop, shopPostgres, startService, type TestService, wholeParked } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let url: string;
let shop: Shop;
let service: TestService;

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  ({ url } = await database(postgres));
  shop = newShop();
});

afterEach(() => service.stop());

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

/** The service as of one version: what it consumes is all that it knows beside the contracts. */
async function start(...definitions: readonly ConsumerDefinition[]): Promise<void> {
  service = await startService({ url, brokers: kafka.brokers, shop });
  await service.messaging.start(definitions);
}
/** It ends, and comes back as a later version. */
async function upgrade(...definitions: readonly ConsumerDefinition[]): Promise<void> {
  await service.stop();
  await start(...definitions);
}
const sold = () => consume(shop.Sold, { group: shop.group }, ({ data }, tx) => record(tx, data));
const returned = (group = shop.group) => consume(shop.Returned, { group }, ({ data }, tx) => record(tx, { ...data, serial: -data.serial }));
const sale = (serial: number, more: Parameters<typeof message>[1] & { readonly data?: object } = {}) =>
  message({ meter: 'm1', serial, amountMinor: '1', ...more.data }, more);
const send = (...messages: ReturnType<typeof message>[]) => service.messaging.producer.send({ topic: shop.topic, messages });
const serials = async (): Promise<readonly number[]> => (await service.effects()).map(({ serial }) => serial);
const parked = (state?: ParkedMessage['state']) => wholeParked(service, '*', { state });
const replay = (id: string) => service.unitOfWork.run('north', (tx) => service.messaging.parked.replay(tx, id, { by: 'operator' }));

describe('a type that the contracts do not know', () => {
  const ofType = (serial: number) => sale(serial, { type: shop.Returned.type });

  it('is parked whole, and holds up nobody, not even its key', async () => {
    await start(sold());

    await send(sale(1), ofType(2), sale(3));
    await send(sale(4));

    await eventually(async () => expect(await serials()).toEqual([1, 3, 4]));
    expect(await parked()).toMatchObject([
      { state: 'parked', code: 'messaging.type_unknown', type: shop.Returned.type, key: 'm1', utility: 'north', group: shop.group },
    ]);
    expect(JSON.parse((await parked())[0]!.value.toString())).toMatchObject({ serial: 2 });
  });

  it('takes effect once, after the upgrade that knows it, though it was sent twice', async () => {
    await start(sold());
    const twice = ofType(2);
    await send(twice, twice, sale(3));
    await eventually(async () => expect(await serials()).toEqual([3]));
    const [unknown, ...more] = await parked();
    expect(more).toEqual([]);

    await upgrade(sold(), returned());
    await send(twice, sale(4));
    await eventually(async () => expect(await serials()).toEqual([3, 4]));
    await replay(unknown!.id);

    await eventually(async () => expect(await serials()).toEqual([3, 4, -2]));
    expect(await parked()).toMatchObject([{ id: unknown!.id, state: 'replayed', settledBy: 'operator' }]);
  });

  it('stays parked where it is replayed too soon', async () => {
    await start(sold());
    await send(ofType(2));
    await eventually(async () => expect(await parked()).toHaveLength(1));
    const [unknown] = await parked();

    await replay(unknown!.id);

    await eventually(async () =>
      expect(await parked()).toMatchObject([{ state: 'parked', code: 'messaging.type_unknown', tries: 2, replaying: false }]),
    );
  });

  it('is done with where, after the upgrade, it is none that the group asks for', async () => {
    await start(sold());
    await send(ofType(2));
    await eventually(async () => expect(await parked()).toHaveLength(1));
    const [unknown] = await parked();

    await upgrade(sold(), returned(`${shop.group}.elsewhere`));
    await eventually(async () => expect(await serials()).toEqual([-2]));
    await replay(unknown!.id);

    await eventually(async () => expect(await parked()).toMatchObject([{ id: unknown!.id, state: 'replayed' }]));
    expect(await serials()).toEqual([-2]);
  });
});

describe('a type that the contracts know', () => {
  it('is passed over by a group that does not ask for it, whatever it holds', async () => {
    await start(sold());

    await send(sale(1, { type: VendCompleted.type }), sale(2));

    await eventually(async () => expect(await serials()).toEqual([2]));
    expect(await parked()).toEqual([]);
    const skipped = await service.registry.getSingleMetric('openprepay_events_skipped_total')?.get();
    expect(skipped?.values).toMatchObject([{ value: 1, labels: { group: shop.group, why: 'not_asked_for' } }]);
  });
});

describe('a member of an enumeration that is not known', () => {
  const kinds = ['credit'];
  const withKind = (members: readonly string[]) =>
    defineEvent({ ...shop.Sold, data: shop.Sold.data.extend({ kind: closedEnum(members, 'nobody knows what to do') }) });
  const consumed = (members = kinds) => consume(withKind(members), { group: shop.group }, ({ data }, tx) => record(tx, data));
  const ofKind = (serial: number, kind: unknown) => sale(serial, { data: { kind } });

  it('parks the event where the enumeration is closed, without holding its key, until the upgrade', async () => {
    await start(consumed());

    await send(ofKind(1, 'credit'), ofKind(2, 'key-change'), ofKind(3, 'credit'));
    await send(ofKind(4, 'credit'));

    await eventually(async () => expect(await serials()).toEqual([1, 3, 4]));
    const [unknown, ...more] = await parked();
    expect(unknown).toMatchObject({ state: 'parked', code: 'messaging.value_unknown', type: shop.Sold.type });
    expect(more).toEqual([]);

    await upgrade(consumed([...kinds, 'key-change']));
    await replay(unknown!.id);
    await eventually(async () => expect(await serials()).toEqual([1, 3, 4, 2]));
  });

  it.each([
    ['is missing', undefined],
    ['is of another type', 7],
  ])('is no excuse for one that %s: that holds the key, as any other fault does', async (_what, kind) => {
    await start(consumed());

    await send(ofKind(1, 'credit'), ofKind(2, kind), ofKind(3, 'credit'));

    await eventually(async () => expect(await parked()).toHaveLength(2));
    expect((await parked()).map(({ state, code }) => `${state} ${code}`)).toEqual([
      'parked messaging.schema_invalid',
      'held messaging.key_parked',
    ]);
    expect(await serials()).toEqual([1]);
  });

  it('is handed to the handler where the enumeration is open', async () => {
    const seen: unknown[] = [];
    const Open = defineEvent({ ...shop.Sold, data: shop.Sold.data.extend({ kind: openEnum(['credit'], 'it is kept') }) });
    await start(
      consume(Open, { group: shop.group }, async ({ data }, tx) => {
        seen.push(isKnown(data.kind) ? data.kind : data.kind.unknown);
        await record(tx, data);
      }),
    );

    await send(ofKind(1, 'credit'), ofKind(2, 'key-change'));

    await eventually(async () => expect(await serials()).toEqual([1, 2]));
    expect(seen).toEqual(['credit', 'key-change']);
    expect(await parked()).toEqual([]);
  });
});
