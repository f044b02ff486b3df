import { expect, it } from 'vitest';
import { severityOf } from './severity.js';

it('calls the two first ranks of an alarm high and the last low', () => {
  expect([1, 2, 3, 4].map((rank) => severityOf(rank))).toEqual(['high', 'high', 'medium', 'low']);
});
