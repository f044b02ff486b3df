import { expect, it } from 'vitest';
import { restAfter } from '../src/rest-after.js';

it.each([
  ['one', 1, 30, 0],
  ['three', 3, 30, 0],
  ['four', 4, 30, 30],
  ['many on a fast machine', 12, 4, 4],
  ['many on a slow one', 12, 500, 40],
  ['as many as there may be', 32, 30, 30],
  ['more than enough', 33, 30, 0],
])('rests as long as the group took, of %s', (_name, together, tookMs, restMs) => {
  expect(restAfter(together, tookMs)).toBe(restMs);
});
