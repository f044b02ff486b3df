import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinedUp, SaleLine } from './sale-line.js';

const lineOf = (...sales: readonly LinedUp[]): SaleLine<LinedUp> => {
  const line = new SaleLine<LinedUp>();
  for (const sale of sales) line.add(sale);
  return line;
};
let last = 0;
const saleOf = (seller: string, changes: Partial<LinedUp> = {}): LinedUp => {
  last += 1;
  return { seller, meterNumber: `meter-${last}`, key: `${seller} ${last}`, ...changes };
};

describe('sales in line', () => {
  it('come out together, each seller’s next one in turn', () => {
    const greedy = Array.from({ length: 5 }, () => saleOf('greedy'));
    const modest = saleOf('modest');
    const line = lineOf(...greedy, modest);

    expect(line.next(3)).toEqual([greedy[0], modest, greedy[1]]);
    expect(line.next(9)).toEqual(greedy.slice(2));
    expect(line.isEmpty).toBe(true);
  });

  it('give every seller a turn, also where there are more of them than a group holds', () => {
    const line = lineOf(...[1, 2].flatMap(() => ['a', 'b', 'c', 'd', 'e'].map((seller) => saleOf(seller))));

    const groups = [1, 2, 3, 4, 5].map(() => line.next(2).map(({ seller }) => seller));

    expect(groups.flat()).toEqual(['a', 'b', 'c', 'd', 'e', 'a', 'b', 'c', 'd', 'e']);
  });

  it('leave what is of the same meter or of the same key to the next group', () => {
    const first = saleOf('a', { meterNumber: 'm', key: 'a k' });
    const sameMeter = saleOf('b', { meterNumber: 'm' });
    const sameKey = saleOf('a', { key: 'a k' });
    const apart = saleOf('a');
    const line = lineOf(first, sameMeter, sameKey, apart);

    expect(line.next(9)).toEqual([first, apart]);
    expect(line.next(9)).toEqual(expect.arrayContaining([sameMeter, sameKey]));
  });

  it('come first, and in their order, where a group has put them back', () => {
    const sales = [1, 2, 3].map(() => saleOf('a'));
    const line = lineOf(...sales);

    line.putBack(line.next(2));

    expect(line.next(9)).toEqual(sales);
  });

  it('all come out once, none before another of its meter and key that came earlier', () => {
    const sale = fc.record({
      seller: fc.constantFrom('a', 'b', 'c'),
      meterNumber: fc.constantFrom('m', 'n', 'o', 'p'),
      key: fc.constantFrom('k', 'l', 'q'),
    });
    fc.assert(
      fc.property(fc.array(sale, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (sales, limit) => {
        const line = lineOf(...sales);
        const groups: (readonly LinedUp[])[] = [];
        while (!line.isEmpty) groups.push(line.next(limit));

        expect(groups.flat().toSorted(byPlace(sales))).toEqual(sales);
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(0);
          expect(group.length).toBeLessThanOrEqual(limit);
          expect(new Set(group.map(({ meterNumber }) => meterNumber)).size).toBe(group.length);
          expect(new Set(group.map(({ key }) => key)).size).toBe(group.length);
        }
        for (const one of sales) {
          const own = groups
            .flat()
            .filter(({ seller, meterNumber, key }) => seller === one.seller && meterNumber === one.meterNumber && key === one.key);
          expect(own).toEqual(own.toSorted(byPlace(sales)));
        }
      }),
    );
  });
});

const byPlace =
  (sales: readonly LinedUp[]) =>
  (one: LinedUp, other: LinedUp): number =>
    sales.indexOf(one) - sales.indexOf(other);
