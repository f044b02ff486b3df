import { describe, expect, it } from 'vitest';
import { Turns } from '../src/turns.js';

describe('turns', () => {
  it('keeps each owner in order, one task at a time, and lets nobody wait for all of another’s', async () => {
    const turns = new Turns(2);
    const begun: string[] = [];
    const running = new Map<string, number>();
    const task = (owner: string, number: number) =>
      turns.run(owner, async () => {
        begun.push(`${owner}${number}`);
        running.set(owner, (running.get(owner) ?? 0) + 1);
        expect(running.get(owner)).toBe(1);
        expect([...running.values()].reduce((sum, count) => sum + count)).toBeLessThanOrEqual(2);
        await Promise.resolve();
        running.set(owner, 0);
      });

    await Promise.all([
      ...Array.from({ length: 500 }, (_, number) => task('greedy', number)),
      ...['b', 'c', 'd'].map((owner) => task(owner, 0)),
    ]);

    expect(begun.filter((name) => name.startsWith('greedy'))).toEqual(Array.from({ length: 500 }, (_, number) => `greedy${number}`));
    for (const name of ['b0', 'c0', 'd0']) expect(begun.indexOf(name), name).toBeLessThan(10);
  });

  it('goes on after a task that failed', async () => {
    const turns = new Turns(1);
    const failing = turns.run('a', () => Promise.reject(new Error('no')));
    const next = turns.run('a', () => Promise.resolve('done'));

    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
