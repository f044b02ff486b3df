import { expect, it } from 'vitest';
import { expiryBandOf } from './expiry-band.js';

const NOW = Date.parse('2026-11-26T12:00:00Z');

it.each([
  ['2026-11-26T12:00:00Z', 'ended', 0],
  ['2026-11-27T11:59:59Z', 'week', 0],
  ['2026-12-03T12:00:00Z', 'week', 7],
  ['2026-12-03T12:00:01Z', 'month', 7],
  ['2026-12-26T12:00:00Z', 'month', 30],
  ['2027-02-01T12:00:00Z', 'quarter', 67],
])('a key that ends at %s is in the band %s, with %d whole days left', (at, band, daysLeft) => {
  expect(expiryBandOf(at, NOW)).toMatchObject({ band, daysLeft });
});
