import { describe, expect, it } from 'vitest';
import { Position } from '../src/consuming/position.js';
import { type Handler, jointGroup } from './joint-group.js';
import { ShopError } from './service.js';

const { batchOf, booking, calls, member, places, serials, service, shop } = jointGroup();

describe('what several partitions bring at a time, where the transaction that they shared fails', () => {
  it('is not held up by a poison message of one of them beyond the try that they shared', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let tries = 0;
    const group = member(
      booking(async ({ meter }) => {
        if (meter !== 'poison') return;
        tries += 1;
        if (tries > 1) await gate;
        throw new ShopError('refused');
      }),
    );
    const poisoned = group.take(batchOf(1, ['before', 'poison', 'poison', 'after']));
    await Promise.all([group.take(batchOf(0, ['a'])), group.take(batchOf(2, ['b']))]);

    expect([await serials('a'), await serials('b'), await serials('before')]).toEqual([[0], [0], []]);
    const goingOn = {
      ...batchOf(0, ['a'], { offset: 1 }),
      position: new Position({ topic: shop().topic, partition: 0 }, { next: 1n, stored: 1n }),
    };
    await group.take(goingOn);
    open();
    await poisoned;

    expect([await serials('a'), await serials('before'), await serials('poison'), await serials('after')]).toEqual([[0, 1], [0], [], [3]]);
    const parked = await service().unitOfWork.run('north', (tx) => service().messaging.parked.list(tx));
    expect(parked.items.map(({ state, key }) => `${key} ${state}`)).toEqual(['poison held', 'poison parked']);
    expect(await places()).toEqual({ 0: 2n, 1: 4n, 2: 1n });
  });

  it('leaves the room of those that go on by themselves to others while one of them pauses', async () => {
    let alive = true;
    const failing: Handler = ({ meter }) => {
      if (meter === 'failing') throw new Error('not yet');
    };
    const forLong = { retryBackoffMs: 3_600_000, outageBackoffLimitMs: 3_600_000 };
    const group = member(booking(failing), { consumerPartitions: 2, ...forLong });
    const pausing = group.take(batchOf(0, ['failing'], { alive: () => alive }));
    await Promise.all([group.take(batchOf(1, ['a'])), group.take(batchOf(2, ['b']))]);

    expect(await places()).toEqual({ 1: 1n, 2: 1n });
    alive = false;
    await expect(pausing).rejects.toMatchObject({ name: 'ConsumerStopped' });
  });

  it('is done in turns where several go on by themselves, a transaction each', async () => {
    const failing: Handler = ({ meter }) => {
      if (meter === 'poison') throw new ShopError('refused');
    };
    const group = member(booking(failing), { consumerPartitions: 2 });
    const batches = [batchOf(0, ['poison', 'a', 'a']), batchOf(1, ['poison', 'b', 'b'])];
    await Promise.all(batches.map((batch) => group.take(batch)));

    expect(
      calls()
        .map(({ meter }) => meter)
        .filter((meter) => meter !== 'poison'),
    ).toEqual(['a', 'b', 'a', 'b']);
    expect(await places()).toEqual({ 0: 3n, 1: 3n });
  });

  it('is let go by a partition that was revoked while it waited for its turn', async () => {
    let tries = 0;
    const failing: Handler = ({ meter }) => {
      if (meter !== 'poison') return;
      tries += 1;
      throw new ShopError('refused');
    };
    const group = member(booking(failing), { consumerPartitions: 2 });
    // The first try is of both together; the second is the turn of the one that the other waits for.
    const batches = [batchOf(0, ['poison']), batchOf(1, ['gone'], { alive: () => tries < 2 })];
    const [stays, revoked] = batches.map((batch) => group.take(batch));

    await expect(revoked).rejects.toMatchObject({ name: 'ConsumerStopped' });
    await stays;

    expect(await serials('gone')).toEqual([]);
    expect(await places()).toEqual({ 0: 1n });
  });
});
