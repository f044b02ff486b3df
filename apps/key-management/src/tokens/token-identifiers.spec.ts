import { isReserved, tokenIdentifierAt } from '@openprepay/sts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TOKEN_IDENTIFIER_LEAD, TokenIdentifiers } from './token-identifiers.js';

const now = new Date('2026-11-23T10:00:30Z');
const minute = tokenIdentifierAt(now, 2014);
const meter = (lastIssued: number | undefined, meterPan = 'pan') => ({
  meterPan,
  baseDate: 2014 as const,
  lastIssued,
  hour: undefined,
});
const generous = { tokensPerHour: 100_000 };
const wish = (count: number, meterPan = 'pan') => ({ meterPan, baseDate: 2014 as const, count, keyExpiry: 255 });

describe('TokenIdentifiers', () => {
  it('never gives one twice, a reserved one, or one before the last', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: minute - 10_000, max: minute + 3_000 }), { nil: undefined }),
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 50 }),
        (lastIssued, counts) => {
          const identifiers = new TokenIdentifiers([meter(lastIssued)], now, generous);
          const given = counts.flatMap((count) => identifiers.take(wish(count)));

          expect(given).toEqual([...new Set(given)].sort((a, b) => a - b));
          expect(given.some(isReserved)).toBe(false);
          expect(given.every((identifier) => identifier > (lastIssued ?? -1) && identifier >= minute)).toBe(true);
        },
      ),
    );
  });

  it('keeps meters apart, and tells only the counters that moved', () => {
    const identifiers = new TokenIdentifiers([meter(undefined, 'a'), meter(undefined, 'b'), meter(7, 'c')], now, generous);

    expect(identifiers.take(wish(1, 'a'))).toEqual(identifiers.take(wish(1, 'b')));
    expect(identifiers.moved().map(({ meterPan }) => meterPan)).toEqual(['a', 'b']);
  });

  it('gives all of a request’s identifiers or none', () => {
    const last = minute + MAX_TOKEN_IDENTIFIER_LEAD - 2;
    const identifiers = new TokenIdentifiers([meter(last)], now, generous);

    expect(() => identifiers.take(wish(3))).toThrow(expect.objectContaining({ code: 'key-management.token_identifier_lead_exceeded' }));
    expect(identifiers.moved()).toEqual([]);
    expect(identifiers.take(wish(2))).toEqual([last + 1, last + 2]);
  });

  it('gives a meter no more tokens within an hour than the policy says, and names the figure', () => {
    const beganAt = new Date(now.getTime() - 59 * 60_000);
    const identifiers = new TokenIdentifiers([{ ...meter(undefined), hour: { beganAt, tokens: 28 } }], now, { tokensPerHour: 30 });
    const exhausted = expect.objectContaining({
      code: 'key-management.meter_tokens_exhausted',
      message: expect.stringMatching(/30 tokens within an hour.*10:01:30/),
    });

    expect(() => identifiers.take(wish(3))).toThrow(exhausted);
    expect(identifiers.take(wish(2))).toHaveLength(2);
    expect(() => identifiers.take(wish(1))).toThrow(exhausted);
  });

  it.each([
    ['an hour later', -60],
    ['where the hour was begun by a clock that was ahead', 525_600],
  ])('begins to count anew %s', (_, minutes) => {
    const beganAt = new Date(now.getTime() + minutes * 60_000);
    const identifiers = new TokenIdentifiers([{ ...meter(undefined), hour: { beganAt, tokens: 30 } }], now, { tokensPerHour: 30 });

    expect(identifiers.take(wish(1))).toHaveLength(1);
    expect(identifiers.moved()).toMatchObject([{ hour: { beganAt: now, tokens: 1 } }]);
  });

  it('refuses to serve a meter whose counter is not locked', () => {
    expect(() => new TokenIdentifiers([], now, generous).take(wish(1))).toThrow('locked');
  });
});
