import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, look, missingReceipts, newWatch, type ReceiptWatch } from './receipt-watch.js';

const at = (minutes: number): Date => new Date(minutes * 60_000);
const settings = (minutes: number) => ({ now: at(minutes), missingAfterMs: 5 * 60_000 });
const booked = (...numbers: readonly number[]) => ({ numbers, more: false });

describe('watching receipts', () => {
  it('goes on past what is booked without a gap, doubles or not', () => {
    expect(look(newWatch, booked(1, 2, 2, 3), settings(0))).toEqual({ watch: { ...newWatch, bookedThrough: 3 }, missing: [], ask: [] });
  });

  it('asks for what has been missing for long enough, and for nothing that is only under way', () => {
    const first = look(newWatch, booked(1, 2, 4), settings(0));
    const early = look(first.watch, booked(4, 6), settings(4));
    const due = look(early.watch, booked(4, 6), settings(5));

    expect([first.ask, early.ask, due.ask]).toEqual([[], [], [{ first: 3, last: 3 }]]);
    expect(due).toMatchObject({
      watch: { bookedThrough: 2, asked: 1 },
      missing: [
        { first: 3, last: 3 },
        { first: 5, last: 5 },
      ],
    });
  });

  it('misses the last of all by what vending states', () => {
    const stated = { ...newWatch, statedThrough: 3 };
    const first = look(stated, booked(1), settings(0));

    expect(look(first.watch, booked(), settings(5)).ask).toEqual([{ first: 2, last: 3 }]);
  });

  it('asks again after twice the time, at most a day, and begins anew once it has come', () => {
    let { watch } = look(newWatch, booked(2), settings(0));
    const asked: number[] = [];
    for (let minute = 1; minute < 4 * 1_440; minute++) {
      const looked = look(watch, booked(2), settings(minute));
      if (looked.ask.length > 0) asked.push(minute);
      watch = looked.watch;
    }

    expect(asked.slice(0, 4)).toEqual([5, 15, 35, 75]);
    expect(asked.at(-1)! - asked.at(-2)!).toBe(1_440);
    expect(look(watch, booked(1, 2), settings(9_999)).watch).toEqual({ ...newWatch, bookedThrough: 2 });
  });

  it('counts a gap from when it is the oldest that is left', () => {
    const { watch } = look(newWatch, booked(2, 3), settings(0));
    const next = look(watch, booked(1, 2, 3, 5), settings(6));

    expect(next.ask).toEqual([]);
    expect(look(next.watch, booked(5), settings(11)).ask).toEqual([{ first: 4, last: 4 }]);
  });

  it('waits for vending’s statement where receipts were booked without their numbers', () => {
    const unknown: ReceiptWatch = { ...newWatch, bookedThrough: undefined };

    expect(look(unknown, booked(70, 72), settings(0))).toEqual({ watch: unknown, missing: [], ask: [] });
  });

  it('names every receipt once, booked or missing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 })), fc.integer({ min: 0, max: 50 }), (some, statedThrough) => {
        const numbers = some.toSorted((left, right) => left - right);
        const missing = missingReceipts({ ...newWatch, statedThrough }, booked(...numbers)).flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );

        const known = Math.max(statedThrough, numbers.at(-1) ?? 0);
        expect([...missing, ...numbers].toSorted((left, right) => left - right)).toEqual(
          Array.from({ length: known }, (_, index) => index + 1),
        );
      }),
    );
  });

  it('asks for so many at once and no more', () => {
    const ranges = [
      { first: 1, last: 3 },
      { first: 7, last: 20 },
      { first: 30, last: 30 },
    ];

    expect(bounded(ranges, { ranges: 5, receipts: 6 })).toEqual([
      { first: 1, last: 3 },
      { first: 7, last: 9 },
    ]);
    expect(bounded(ranges, { ranges: 1, receipts: 6 })).toEqual([{ first: 1, last: 3 }]);
    expect(bounded([{ first: 1, last: 1e9 }], { ranges: 5, receipts: 6 })).toEqual([{ first: 1, last: 6 }]);
  });
});
