import { describe, expect, it } from 'vitest';
import { oneOrder } from './one-order.js';

describe('one order of several chains', () => {
  it('keeps that of the items where no chain says another', () => {
    expect(oneOrder([3, 1, 2], [])).toEqual([3, 1, 2]);
  });

  it('puts off what stands behind another in a chain', () => {
    const chains = [
      [4, 1],
      [3, 4],
    ];
    expect(oneOrder([1, 2, 3, 4], chains)).toEqual([2, 3, 4, 1]);
  });

  it('is refused where two chains contradict each other', () => {
    const chains = [
      [1, 2],
      [2, 1],
    ];
    expect(() => oneOrder([1, 2, 3], chains)).toThrow('no order of 1, 2 is that of all of their chains');
  });
});
