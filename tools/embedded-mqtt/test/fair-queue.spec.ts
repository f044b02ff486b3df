import { describe, expect, it } from 'vitest';
import { FairQueue } from '../src/fair-queue.js';

/** A task that is held until the test lets it go. */
function held(): { readonly task: () => Promise<void>; readonly letGo: () => void } {
  let letGo = (): void => undefined;
  const promise = new Promise<void>((resolve) => (letGo = resolve));
  return { task: () => promise, letGo };
}

describe('a fair queue', () => {
  it('serves its owners in turn, and the urgent ones before all others', async () => {
    const queue = new FairQueue({ running: 1, waiting: 100, waitingOfOne: 100 });
    const order: string[] = [];
    const running = held();
    const first = queue.run({ of: 'first' }, running.task);

    const asked = [...['greedy 1', 'greedy 2', 'greedy 3', 'modest 1'], ...['urgent 1']].map((name) =>
      queue.run({ of: name.slice(0, 6), urgent: name.startsWith('urgent') }, async () => void order.push(name)),
    );
    running.letGo();
    await Promise.all([first, ...asked]);

    expect(order).toEqual(['urgent 1', 'greedy 1', 'modest 1', 'greedy 2', 'greedy 3']);
  });

  it('refuses what waits beyond its bounds, of one owner and of all, and nothing that has a place', async () => {
    const queue = new FairQueue({ running: 1, waiting: 3, waitingOfOne: 2 });
    const running = held();
    const ran = [queue.run({ of: 'a' }, running.task), queue.run({ of: 'a' }, running.task), queue.run({ of: 'a' }, running.task)];

    await expect(queue.run({ of: 'a' }, running.task)).rejects.toThrow(/too many/);
    ran.push(queue.run({ of: 'b' }, running.task));
    await expect(queue.run({ of: 'c' }, running.task)).rejects.toThrow(/too many/);

    running.letGo();
    await Promise.all(ran);
    await queue.run({ of: 'a' }, running.task);
  });

  it('goes on after a task that failed', async () => {
    const queue = new FairQueue({ running: 1, waiting: 3, waitingOfOne: 3 });
    const failing = queue.run({ of: 'a' }, () => Promise.reject(new Error('no')));
    const next = queue.run({ of: 'a' }, () => Promise.resolve('done'));

    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
