import { sql } from '@openprepay/persistence/sql';
import { describe, expect, it, vi } from 'vitest';
import { BatchCollector } from '../src/consuming/batch-collector.js';
import { consume } from '../src/consuming/consume.js';
import { defaultLimits } from '../src/limits.js';
import { type Handler, jointGroup } from './joint-group.js';
import { record, ShopError, testLimits } from './service.js';

const { batchOf, booking, calls, member, owner, places, rawSale, serials, service, shop, transactions } = jointGroup();

describe('what several partitions bring at a time', () => {
  it('is one transaction, with each key in its order and each place behind its own', async () => {
    const group = member(booking());

    await Promise.all([
      group.take(batchOf(0, ['a', 'b', 'a'])),
      group.take(batchOf(1, ['c', 'c'])),
      group.take(batchOf(2, ['d'], { offset: 7 })),
    ]);

    expect(transactions()).toBe(1);
    expect([await serials('a'), await serials('b'), await serials('c'), await serials('d')]).toEqual([[0, 2], [1], [0, 1], [7]]);
    expect(await places()).toEqual({ 0: 3n, 1: 2n, 2: 8n });
  });

  it('is collected while another transaction is under way, and goes together in the next, in order', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let entered = (): void => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const group = member(
      booking(async ({ meter }) => {
        if (meter !== 'first') return;
        entered();
        await gate;
      }),
    );
    const first = group.take(batchOf(0, ['first']));
    await inside;
    const rest = [1, 2, 3].map((partition) => group.take(batchOf(partition, [`m${partition}`])));

    open();
    await Promise.all([first, ...rest]);
    await group.take(batchOf(4, ['last']));

    expect(transactions()).toBe(3);
    expect(calls().map(({ meter }) => meter)).toEqual(['first', 'm1', 'm2', 'm3', 'last']);
  });

  it('leaves out a partition that was revoked, and commits the others', async () => {
    const group = member(booking());
    const revoked = group.take(batchOf(1, ['gone'], { alive: () => false }));
    const others = [group.take(batchOf(0, ['a'])), group.take(batchOf(2, ['b']))];

    await expect(revoked).rejects.toMatchObject({ name: 'ConsumerStopped' });
    await Promise.all(others);

    expect([await serials('gone'), await serials('a'), await serials('b')]).toEqual([[], [0], [0]]);
    expect(await places()).toEqual({ 0: 1n, 2: 1n });
  });

  it('leaves out a partition whose place another has moved, and commits the others', async () => {
    await member(booking()).take(batchOf(1, ['theirs']));
    const group = member(booking());
    const lost = group.take(batchOf(1, ['theirs']));

    await expect(Promise.all([lost, group.take(batchOf(0, ['a']))])).rejects.toMatchObject({ name: 'PlaceLost' });
    await expect.poll(() => serials('a')).toEqual([0]);

    expect(await serials('theirs')).toEqual([0]);
    expect(await places()).toEqual({ 0: 1n, 1: 1n });
  });

  it('takes effect once where the connection dies in the middle of it', async () => {
    let killed = false;
    const group = member(
      booking(async ({ meter }, pid) => {
        if (meter !== 'b' || killed) return;
        killed = true;
        await owner().query('select pg_terminate_backend($1)', [pid]);
      }),
    );

    await Promise.all([group.take(batchOf(0, ['a', 'a'])), group.take(batchOf(1, ['b'])), group.take(batchOf(2, ['c']))]);

    expect([await serials('a'), await serials('b'), await serials('c')]).toEqual([[0, 1], [0], [0]]);
    expect(await places()).toEqual({ 0: 2n, 1: 1n, 2: 1n });
  });

  it('locks utilities in one order, so that no two members wait for each other', async () => {
    await service().unitOfWork.run('north', (tx) => record(tx, { meter: 'row', serial: 0, amountMinor: 1n }));
    await service().unitOfWork.run('south', (tx) => record(tx, { meter: 'row', serial: 0, amountMinor: 1n }));
    let locked = 0;
    const locking = consume(shop().Sold, { group: shop().group, deduplication: 'natural-key' }, async (_event, tx) => {
      locked += 1;
      await sql(tx, `update effect set serial = serial + 1 where meter = 'row' and utility = $1`, [tx.utility]);
      await sql(tx, 'select pg_sleep(0.05)');
    });
    const of = (partition: number, utility: string) => ({
      ...batchOf(partition, []),
      messages: [rawSale(partition, 0, { meter: `m${partition}`, utility })],
    });
    const [one, other] = [member(locking), member(locking)];

    await Promise.all([
      ...[of(0, 'north'), of(1, 'south')].map((batch) => one.take(batch)),
      ...[of(2, 'south'), of(3, 'north')].map((batch) => other.take(batch)),
    ]);

    expect(locked).toBe(4);
    expect(await serials('row')).toEqual([2, 2]);
  });
});

describe('a group that may have two transactions', () => {
  /** Handlers of these meters wait inside until they are let go. */
  function gated(...meters: readonly string[]) {
    const gates = new Map(meters.map((meter) => [meter, gate()]));
    const first: Handler = async ({ meter }) => {
      gates.get(meter)?.enter();
      await gates.get(meter)?.opened;
    };
    return { first, inside: (meter: string) => gates.get(meter)!.entered, open: (meter: string) => gates.get(meter)!.open() };
  }

  it('begins the second where there are messages for a whole one, and each partition is in one of them', async () => {
    const { first, inside, open } = gated('a', 'b');
    const group = member(booking(first, 2), { consumerBatchMessages: 2 });
    const one = group.take(batchOf(0, ['a', 'a']));
    await inside('a');

    const other = group.take(batchOf(1, ['b', 'b']));
    await inside('b');
    const third = group.take(batchOf(2, ['c', 'c']));
    open('b');
    await Promise.all([other, third]);

    expect([await serials('a'), await serials('b'), await serials('c')]).toEqual([[], [0, 1], [0, 1]]);
    open('a');
    await one;
    expect([transactions(), await serials('a')]).toEqual([3, [0, 1]]);
    expect(await places()).toEqual({ 0: 2n, 1: 2n, 2: 2n });
  });

  it('collects what is less than that for the next', async () => {
    const { first, inside, open } = gated('a');
    const group = member(booking(first, 2), { consumerBatchMessages: 10 });
    const one = group.take(batchOf(0, ['a']));
    await inside('a');
    const rest = [1, 2, 3].map((partition) => group.take(batchOf(partition, [`m${partition}`])));

    open('a');
    await Promise.all([one, ...rest]);

    expect(transactions()).toBe(2);
  });

  it('leaves room for a partition that goes on by itself', async () => {
    const { first, inside, open } = gated('a');
    const failing: Handler = async (sale, pid) => {
      if (sale.meter === 'poison') throw new ShopError('refused');
      await first(sale, pid);
    };
    const group = member(booking(failing, 2), { consumerBatchMessages: 1, consumerPartitions: 2 });
    const one = group.take(batchOf(0, ['a']));
    const poisoned = group.take(batchOf(1, ['poison']));
    await inside('a');

    open('a');
    await Promise.all([one, poisoned]);

    expect(await places()).toEqual({ 0: 1n, 1: 1n });
  });
});

function gate() {
  let [enter, open] = [(): void => undefined, (): void => undefined];
  const entered = new Promise<void>((resolve) => (enter = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { entered, opened, enter: () => enter(), open: () => open() };
}

describe('company', () => {
  it('is waited for where there was some, and a message that comes alone goes at once', async () => {
    const ended = new AbortController();
    const limits = { ...defaultLimits, ...testLimits };
    const pipeline = {
      read: (batch: ReturnType<typeof batchOf>) => ({ ...batch, readable: batch.messages, behind: undefined }) as never,
      joins: () => true,
      together: () => Promise.resolve(undefined),
      process: () => Promise.resolve(),
    };
    const group = new BatchCollector({ pipeline, limits, gatherMs: 3_600_000, transactions: 1, ended: ended.signal });

    await group.take(batchOf(0, ['alone']));
    let done = 0;
    const both = [batchOf(0, ['a']), batchOf(1, ['b'])].map((batch) => group.take(batch).then(() => (done += 1)));
    await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

    expect(done).toBe(0);
    ended.abort();
    await Promise.all(both);
    expect(done).toBe(2);
  });

  it('is waited for as long as the last transaction took, where many shared it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const limits = { ...defaultLimits, ...testLimits };
    const pipeline = {
      read: (batch: ReturnType<typeof batchOf>) => ({ ...batch, readable: batch.messages, behind: undefined }) as never,
      joins: () => true,
      together: () => {
        vi.advanceTimersByTime(30);
        return Promise.resolve(undefined);
      },
      process: () => Promise.resolve(),
    };
    const group = new BatchCollector({ pipeline, limits, gatherMs: 0, transactions: 1, ended: new AbortController().signal });
    let done = 0;
    const taken = [['a', 'b'], ['c'], ['d']].map((meters, nth) => group.take(batchOf(nth, meters)).then(() => (done += 1)));
    await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

    await vi.advanceTimersByTimeAsync(29);
    expect(done).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(taken);
    expect(done).toBe(3);
    vi.useRealTimers();
  });
});
