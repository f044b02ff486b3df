import { expect, it } from 'vitest';
import { rangeOf, wholeHours } from './whole-hours.js';

it('is whole hours, the one that goes on among them', () => {
  expect(wholeHours(1, Date.parse('2026-11-26T22:14:00Z'))).toEqual({ from: '2026-11-25T23:00:00.000Z', to: '2026-11-26T23:00:00.000Z' });
  expect(wholeHours(366, Date.parse('2026-11-26T22:00:00Z')).to).toBe('2026-11-26T22:00:00.000Z');
});

it('is a week where the address names no range that there is', () => {
  expect([undefined, 'year', 'toString'].map(rangeOf)).toEqual(['week', 'year', 'week']);
});
