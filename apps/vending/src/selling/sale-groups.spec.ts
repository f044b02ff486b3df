import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { ALONE, type GroupAnswer, SaleGroups } from './sale-groups.js';
import type { Sale } from './sale.js';

afterEach(() => void vi.useRealTimers());

/** Groups whose transactions take 30 ms each, by how many sales they had. */
function groupsOf() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const sizes: number[] = [];
  const acceptGroup = {
    execute: (_tx: unknown, sales: readonly unknown[]) => {
      sizes.push(sales.length);
      vi.advanceTimersByTime(30);
      return Promise.resolve(sales.map(() => ({ kind: 'alone' })));
    },
  };
  const unitOfWork = { run: (_utility: string, work: (tx: unknown) => unknown) => work({}) };
  const turns = { take: (_name: string, work: () => unknown) => work() };
  const metrics = { group: () => undefined, givenUp: () => undefined };
  const groups = new SaleGroups(unitOfWork as never, acceptGroup as never, {} as never, turns as never, metrics as never);
  const sell = (nth: number): Promise<GroupAnswer> => {
    const sale = {
      seller: { vendorId: undefined, soldBy: 'staff' },
      idempotencyKey: `key-${nth}`,
      request: { meterNumber: `meter-${nth}` },
    };
    return groups.take('acme', sale as unknown as Sale);
  };
  return { sizes, sell };
}

it('lets sales gather for as long as the last group took, where many shared it', async () => {
  const { sizes, sell } = groupsOf();
  expect(await Promise.all([1, 2, 3, 4].map(sell))).toEqual([ALONE, ALONE, ALONE, ALONE]);

  const one = sell(5);
  for (let moment = 0; moment < 5; moment++) await setImmediate();
  const other = sell(6);
  await vi.advanceTimersByTimeAsync(29);
  expect(sizes).toEqual([4]);
  await vi.advanceTimersByTimeAsync(1);

  await Promise.all([one, other]);
  expect(sizes).toEqual([4, 2]);
});

it('sells at once to who comes alone, or after a few', async () => {
  const { sizes, sell } = groupsOf();

  await sell(1);
  await Promise.all([2, 3, 4].map(sell));
  await sell(5);

  expect(sizes).toEqual([1, 3, 1]);
});
