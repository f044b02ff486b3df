import { tokenIdentifierAt } from '@openprepay/sts';
import { describe, expect, it } from 'vitest';
import { expiriesOf, warningDue } from './expiry.js';

const issuedUntil = new Date('2027-03-01T00:00:00Z');

describe('what ends of a key', () => {
  it('is its issue, its expiry and its base date, where each is set', () => {
    expect(expiriesOf({ issuedUntil, keyExpiry: 120, baseDate: 2014 }).map(({ what }) => what)).toEqual([
      'issued-until',
      'key-expiry',
      'base-date',
    ]);
    expect(expiriesOf({ issuedUntil: undefined, keyExpiry: 255, baseDate: 2014 }).map(({ what }) => what)).toEqual(['base-date']);
  });

  it.each([0, 120, 254])('is by the number %i the first minute whose identifier is past it', (keyExpiry) => {
    const [{ at } = { at: new Date(0) }] = expiriesOf({ issuedUntil: undefined, keyExpiry, baseDate: 2014 });

    expect(tokenIdentifierAt(at, 2014) >> 16).toBe(keyExpiry + 1);
    expect(tokenIdentifierAt(new Date(at.getTime() - 1), 2014) >> 16).toBe(keyExpiry);
  });

  it('is with base date 2014 in November 2045', () => {
    expect(expiriesOf({ issuedUntil: undefined, keyExpiry: 255, baseDate: 2014 })[0]?.at.toISOString()).toMatch(/^2045-11/);
  });
});

describe('a warning', () => {
  const at = new Date('2027-03-01T00:00:00Z');
  it.each([
    ['2026-11-30T23:59:59Z', undefined],
    ['2026-12-01T00:00:00Z', 90],
    ['2027-01-29T23:59:59Z', 90],
    ['2027-01-30T00:00:00Z', 30],
    ['2027-02-22T00:00:00Z', 7],
    ['2027-02-28T23:59:59Z', 7],
    ['2027-03-01T00:00:00Z', undefined],
  ] as const)('is due at %s: %s days ahead', (now, days) => {
    expect(warningDue(at, new Date(now))).toBe(days);
  });
});
