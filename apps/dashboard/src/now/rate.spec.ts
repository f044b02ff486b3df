import { expect, it } from 'vitest';
import { perMinute } from './rate.js';

const at = (second: number) => ({ acceptedAt: new Date(second * 1_000).toISOString() });

it('falls while nothing is sold', () => {
  const vends = [at(60), at(30), at(0)];
  expect(perMinute(vends, 60_000)).toBe(3);
  expect(perMinute(vends, 180_000)).toBe(1);
});

it('says no rate of a single vend, nor of none', () => {
  expect(perMinute([at(0)], 60_000)).toBeUndefined();
  expect(perMinute([], 60_000)).toBeUndefined();
});
