import { describe, expect, it } from 'vitest';
import { SellerTurns } from './seller-turns.js';

/** Sales that end when the test says so, in the order in which they began. */
function turnsOf(atOnce: number) {
  const turns = new SellerTurns(() => atOnce);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const sell = (seller: string, name = seller): Promise<void> =>
    turns.take(seller, () => {
      begun.push(name);
      return new Promise((resolve) => ends.push(resolve));
    });
  return {
    turns,
    begun,
    sell,
    end: async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('sales that take turns', () => {
  it('begin at once where there is a place', async () => {
    const { sell, begun } = turnsOf(4);

    void sell('a');
    void sell('b');
    await Promise.resolve();

    expect(begun).toEqual(['a', 'b']);
  });

  it('leave a place for another seller, however many one brings', async () => {
    const { sell, begun } = turnsOf(4);

    for (const nth of [1, 2, 3, 4, 5]) void sell('greedy', `greedy-${nth}`);
    void sell('modest');
    await Promise.resolve();

    expect(begun).toEqual(['greedy-1', 'greedy-2', 'greedy-3', 'modest']);
  });

  it('are each seller’s next one in turn where all places are taken', async () => {
    const { sell, begun, end } = turnsOf(2);
    for (let nth = 1; nth <= 20; nth++) void sell('greedy', `greedy-${nth}`);
    for (const nth of [1, 2, 3]) void sell('modest', `modest-${nth}`);

    for (let ended = 0; ended < 6; ended++) await end();

    expect(begun.filter((name) => name.startsWith('modest'))).toEqual(['modest-1', 'modest-2', 'modest-3']);
    expect(begun.length).toBeLessThanOrEqual(8);
  });

  it('are all done in the end, those of one seller in their order', async () => {
    const { sell, begun, end } = turnsOf(3);
    const all = Promise.all(Array.from({ length: 30 }, (_, nth) => sell(`seller-${nth % 4}`, `${nth}`)));

    for (let ended = 0; ended < 30; ended++) await end();
    await all;

    expect(begun).toHaveLength(30);
    for (const seller of [0, 1, 2, 3]) {
      const own = begun.map(Number).filter((nth) => nth % 4 === seller);
      expect(own).toEqual(own.toSorted((left, right) => left - right));
    }
  });

  it('leave their place to the next one, also where they failed', async () => {
    const { turns } = turnsOf(1);

    await expect(turns.take('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.take('a', () => Promise.resolve('sold'))).toBe('sold');
  });
});
