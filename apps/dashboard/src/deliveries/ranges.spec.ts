import { expect, it } from 'vitest';
import { rangeOf } from './ranges.js';

it('counts the deliveries of a day where the address names no range that there is', () => {
  expect([undefined, 'day', 'week', 'month', 'toString', ''].map(rangeOf)).toEqual(['day', 'day', 'week', 'month', 'day', 'day']);
});
