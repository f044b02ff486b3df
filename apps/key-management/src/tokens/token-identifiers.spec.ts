import { isReserved, tokenIdentifierAt } from '@openprepay/sts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TOKEN_IDENTIFIER_LEAD, TokenIdentifiers } from './token-identifiers.js';

const now = new Date('2026-11-23T10:00:30Z');
const minute = tokenIdentifierAt(now, 2014);
const meter = (lastIssued: number | undefined, meterPan = 'pan') => ({ meterPan, baseDate: 2014 as const, lastIssued });
const wish = (count: number, meterPan = 'pan') => ({ meterPan, baseDate: 2014 as const, count, keyExpiry: 255 });

describe('TokenIdentifiers', () => {
  it('never gives one twice, a reserved one, or one before the last', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: minute - 10_000, max: minute + 3_000 }), { nil: undefined }),
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 50 }),
        (lastIssued, counts) => {
          const identifiers = new TokenIdentifiers([meter(lastIssued)], now);
          const given = counts.flatMap((count) => identifiers.take(wish(count)));

          expect(given).toEqual([...new Set(given)].sort((a, b) => a - b));
          expect(given.some(isReserved)).toBe(false);
          expect(given.every((identifier) => identifier > (lastIssued ?? -1) && identifier >= minute)).toBe(true);
        },
      ),
    );
  });

  it('keeps meters apart, and tells only the counters that moved', () => {
    const identifiers = new TokenIdentifiers([meter(undefined, 'a'), meter(undefined, 'b'), meter(7, 'c')], now);

    expect(identifiers.take(wish(1, 'a'))).toEqual(identifiers.take(wish(1, 'b')));
    expect(identifiers.moved().map(({ meterPan }) => meterPan)).toEqual(['a', 'b']);
  });

  it('gives all of a request’s identifiers or none', () => {
    const last = minute + MAX_TOKEN_IDENTIFIER_LEAD - 2;
    const identifiers = new TokenIdentifiers([meter(last)], now);

    expect(() => identifiers.take(wish(3))).toThrow(expect.objectContaining({ code: 'key-management.token_identifier_lead_exceeded' }));
    expect(identifiers.moved()).toEqual([]);
    expect(identifiers.take(wish(2))).toEqual([last + 1, last + 2]);
  });

  it('refuses to serve a meter whose counter is not locked', () => {
    expect(() => new TokenIdentifiers([], now).take(wish(1))).toThrow('locked');
  });
});
