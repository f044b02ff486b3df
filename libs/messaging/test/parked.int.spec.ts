import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume, type ConsumeOptions } from '../src/consuming/consume.js';
import type { ParkedMessage } from '../src/parking/parked-message.js';
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

const BY = { by: 'operator' };
let postgres: TestPostgres;
let kafka: TestKafka;
let service: TestService;
let shop: Shop;
let url: string;
/** Serials that the handler refuses for now. */
const refused = new Set<number>();
/** Serials that the handler fails with for now, nobody knows why. */
const broken = new Set<number>();

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  refused.clear();
  broken.clear();
  shop = newShop();
  ({ url } = await database(postgres));
  await start();
});

afterEach(() => service.stop());

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

async function start(more: Partial<ConsumeOptions> = {}): Promise<void> {
  const limits = { batchTries: 1, messageTries: 2, replayAfterMs: 50 };
  service = await startService({ url, brokers: kafka.brokers, shop }, { limits });
  await service.messaging.start([
    consume(shop.Sold, { group: shop.group, ...more }, async ({ data }, tx) => {
      if (refused.has(data.serial)) throw new ShopError(`${data.serial} is refused`);
      if (broken.has(data.serial)) throw new Error('nobody knows');
      await record(tx, data);
    }),
  ]);
}

const send = (utility: string, ...serials: readonly number[]) =>
  service.messaging.producer.send({
    topic: shop.topic,
    messages: serials.map((serial) => message({ meter: 'm1', serial, amountMinor: '1' }, { utility })),
  });
const parked = (utility = '*', state?: ParkedMessage['state']) => wholeParked(service, utility, { state });
const serials = async (utility = 'north'): Promise<readonly number[]> => (await service.effects(utility)).map(({ serial }) => serial);
const parkedSerials = async (state: ParkedMessage['state']): Promise<readonly number[]> =>
  (await parked('*', state)).map(({ value }) => (JSON.parse(value.toString()) as { serial: number }).serial);
const replay = (id: string, utility = 'north') => service.unitOfWork.run(utility, (tx) => service.messaging.parked.replay(tx, id, BY));
const discard = (id: string, utility = 'north') =>
  service.unitOfWork.run(utility, (tx) =>
    service.messaging.parked.discard(tx, id, { ...BY, subject: 'operator-1', reason: 'a test sale' }),
  );

/** Serials 1..5 of one meter: 2 is parked, 3 to 5 are held behind it. */
async function parkSecond(): Promise<ParkedMessage> {
  refused.add(2);
  await send('north', 1, 2, 3, 4);
  await send('north', 5);
  await eventually(async () => expect(await parkedSerials('held')).toEqual([3, 4, 5]));
  return (await parked('north', 'parked'))[0]!;
}

describe('replaying a parked message', () => {
  it('handles it and then, in order, what was held behind it; the key is free again', async () => {
    const poison = await parkSecond();
    refused.clear();

    expect((await replay(poison.id)).replaying).toBe(true);

    await eventually(async () => expect(await serials()).toEqual([1, 2, 3, 4, 5]));
    await send('north', 6);
    await eventually(async () => expect(await serials()).toEqual([1, 2, 3, 4, 5, 6]));
    expect(await parkedSerials('replayed')).toEqual([2, 3, 4, 5]);
    expect((await parked())[0]).toMatchObject({ state: 'replayed', settledBy: 'operator', replaying: false });
  });

  it('keeps the order while the same key goes on selling', async () => {
    const poison = await parkSecond();
    refused.clear();
    let serial = 5;
    const selling = (async () => {
      while (serial < 120) await send('north', (serial += 1));
    })();

    await replay(poison.id);
    await selling;

    await eventually(async () => expect(await serials()).toHaveLength(120));
    expect(await serials()).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect([await parkedSerials('parked'), await parkedSerials('held')]).toEqual([[], []]);
  });

  it('parks it again with what it says now where it fails again, and goes on holding the key', async () => {
    const poison = await parkSecond();

    await replay(poison.id);

    await eventually(async () => expect((await parked('north', 'parked'))[0]).toMatchObject({ id: poison.id, tries: 2, replaying: false }));
    expect(await serials()).toEqual([1]);
    expect(await parkedSerials('held')).toEqual([3, 4, 5]);
  });

  it('stops at the next one that fails, which then holds the rest', async () => {
    const poison = await parkSecond();
    refused.clear();
    refused.add(4);

    await replay(poison.id);

    await eventually(async () => expect(await parkedSerials('parked')).toEqual([4]));
    expect(await serials()).toEqual([1, 2, 3]);
    expect(await parkedSerials('held')).toEqual([5]);
  });

  it('is refused for one that waits behind another, for one that is settled, and for an unknown one', async () => {
    const poison = await parkSecond();
    const [held] = await parked('north', 'held');

    await expect(replay(held!.id)).rejects.toMatchObject({ code: 'messaging.parked_message_held' });
    await discard(poison.id);
    await expect(replay(poison.id)).rejects.toMatchObject({ code: 'messaging.parked_message_settled' });
    await expect(replay('0190f9c0-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'messaging.parked_message_not_found' });
  });

  it('has the effect once however often it is asked for', async () => {
    const poison = await parkSecond();
    refused.clear();

    await Promise.allSettled(Array.from({ length: 5 }, () => replay(poison.id)));

    await eventually(async () => expect(await serials()).toEqual([1, 2, 3, 4, 5]));
    expect(await parkedSerials('parked')).toEqual([]);
  });
});

describe('a message that failed without a code', () => {
  it('is replayed by itself, later each time, until what was in its way has passed', async () => {
    broken.add(2);
    await send('north', 1, 2, 3);
    await eventually(async () => expect((await parked('north', 'parked'))[0]?.tries).toBeGreaterThan(2));
    expect((await parked('north', 'parked'))[0]?.code).toBe('messaging.retries_exhausted');
    broken.clear();

    await eventually(async () => expect(await serials()).toEqual([1, 2, 3]));
    expect((await parked('north'))[0]).toMatchObject({ state: 'replayed', settledBy: 'system' });
  });

  it('is left to people once it fails with a code', async () => {
    broken.add(2);
    await send('north', 2);
    await eventually(async () => expect(await parked('north', 'parked')).toHaveLength(1));
    refused.add(2);

    await eventually(async () => expect((await parked('north', 'parked'))[0]).toMatchObject({ code: 'shop.serial_refused' }));
    expect((await parked('north', 'parked'))[0]?.nextReplayAt).toBeUndefined();
  });
});

describe('discarding a parked message', () => {
  it('records who and why, keeps it whole, and lets go what was held behind it', async () => {
    const poison = await parkSecond();

    await discard(poison.id);

    await eventually(async () => expect(await serials()).toEqual([1, 3, 4, 5]));
    const [discarded] = await parked('north', 'discarded');
    expect(discarded).toMatchObject({ id: poison.id, settledBy: 'operator', settledReason: 'a test sale', value: poison.value });
    expect(discarded!.settledAt).toBeInstanceOf(Date);
  });

  it('of a held one leaves the others waiting in order', async () => {
    const poison = await parkSecond();
    const [third] = await parked('north', 'held');

    await discard(third!.id);
    expect(await serials()).toEqual([1]);
    refused.clear();
    await replay(poison.id);

    await eventually(async () => expect(await serials()).toEqual([1, 2, 4, 5]));
  });
});

describe('discarding what is about money', () => {
  const subjectOf = (by: string) => ({ by, subject: `${by}-1` });
  const decide = (id: string, by: string) =>
    service.unitOfWork.run('north', (tx) =>
      service.messaging.parked.approveDiscard(tx, id, {
        by,
        require: ({ requestedSubject }) => {
          if (requestedSubject === `${by}-1`) throw new ShopError('the same person');
        },
      }),
    );
  const ask = (id: string) =>
    service.unitOfWork.run('north', (tx) => service.messaging.parked.discard(tx, id, { ...subjectOf('ann'), reason: 'booked by hand' }));

  beforeEach(async () => {
    await service.stop();
    await start({ money: true });
  });

  it('is asked for by one and done by another, who are both named; until then nothing is let go', async () => {
    const poison = await parkSecond();

    expect(await ask(poison.id)).toMatchObject({ state: 'parked', discard: { requestedBy: 'ann', reason: 'booked by hand' } });
    expect(await serials()).toEqual([1]);
    const waiting = await service.unitOfWork.run('north', (tx) => service.messaging.parked.list(tx, { state: 'awaiting-approval' }));
    expect(waiting.items.map(({ id }) => id)).toEqual([poison.id]);
    await expect(decide(poison.id, 'ann')).rejects.toThrow('the same person');
    expect(await decide(poison.id, 'bob')).toMatchObject({
      state: 'discarded',
      settledBy: 'bob',
      settledReason: 'booked by hand',
      discard: { requestedBy: 'ann' },
    });

    await eventually(async () => expect(await serials()).toEqual([1, 3, 4, 5]));
  });

  it('is asked for once, decided on once, and may be refused', async () => {
    const poison = await parkSecond();
    await expect(decide(poison.id, 'bob')).rejects.toMatchObject({ code: 'messaging.discard_not_requested' });
    await ask(poison.id);
    await expect(ask(poison.id)).rejects.toMatchObject({ code: 'messaging.discard_requested' });

    const refusal = { by: 'bob', reason: 'replay it' };
    const refused = await service.unitOfWork.run('north', (tx) => service.messaging.parked.refuseDiscard(tx, poison.id, refusal));

    expect(refused).toMatchObject({ state: 'parked' });
    expect(refused.discard).toBeUndefined();
    await ask(poison.id);
    const outcomes = await Promise.allSettled([decide(poison.id, 'bob'), decide(poison.id, 'eve'), decide(poison.id, 'joe')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('parked messages of several utilities', () => {
  it("are each utility's own to see and to decide on", async () => {
    const poison = await parkSecond();
    await send('south', 2, 3);
    await eventually(async () => expect(await parked('south')).toHaveLength(2));

    expect((await parked('south')).map(({ utility }) => utility)).toEqual(['south', 'south']);
    expect(await parked('west')).toEqual([]);
    await expect(replay(poison.id, 'south')).rejects.toMatchObject({ code: 'messaging.parked_message_not_found' });
    await expect(discard(poison.id, 'south')).rejects.toMatchObject({ code: 'messaging.parked_message_not_found' });
    expect((await parked('north', 'parked')).map(({ id }) => id)).toEqual([poison.id]);
  });

  it('are listed newest first, page by page', async () => {
    await parkSecond();
    const pages: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = await service.unitOfWork.run('north', (tx) => service.messaging.parked.list(tx, { limit: 3, cursor }));
      pages.push(page.items.map(({ offset }) => Number(offset) + 1));
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(pages).toEqual([[5, 4, 3], [2]]);
  });
});
