import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BASE_DATES,
  type BaseDate,
  MAX_TOKEN_IDENTIFIER,
  instantOf,
  isPastKeyExpiry,
  isReserved,
  nextTokenIdentifier,
  tokenIdentifierAt,
} from '../src/index.js';
import { expectRefusal } from './refusal.js';

const at = (text: string): Date => new Date(text);

describe('tokenIdentifierAt', () => {
  it.each([
    { instant: '1993-01-01T00:00:00Z', baseDate: 1993, identifier: 0 },
    { instant: '1993-01-01T00:01:45Z', baseDate: 1993, identifier: 1 },
    { instant: '1996-03-25T13:55:22Z', baseDate: 1993, identifier: 1_698_595 },
    { instant: '2005-11-01T00:01:55Z', baseDate: 1993, identifier: 6_749_281 },
    { instant: '2015-11-30T00:01:05Z', baseDate: 2014, identifier: 1_005_121 },
    { instant: '2024-11-24T20:15:59.999Z', baseDate: 1993, identifier: 0xff_ffff },
    { instant: '2045-11-24T20:15:00Z', baseDate: 2014, identifier: 0xff_ffff },
  ] as const)('$instant on base date $baseDate is $identifier', ({ instant, baseDate, identifier }) => {
    expect(tokenIdentifierAt(at(instant), baseDate)).toBe(identifier);
  });

  it.each(['1992-12-31T23:59:59.999Z', '2024-11-24T20:16:00Z'])('refuses %s instead of wrapping around', (instant) => {
    expectRefusal(() => tokenIdentifierAt(at(instant), 1993), 'sts.token_identifier_out_of_range');
  });

  it('refuses an unknown base date', () => {
    expectRefusal(() => tokenIdentifierAt(at('2020-01-01T00:00Z'), 2000 as BaseDate), 'sts.base_date_unknown');
  });

  it('is inverted by instantOf', () => {
    fc.assert(
      fc.property(fc.nat({ max: MAX_TOKEN_IDENTIFIER }), fc.constantFrom(...BASE_DATES), (identifier, baseDate) => {
        expect(tokenIdentifierAt(instantOf(identifier, baseDate), baseDate)).toBe(identifier);
      }),
    );
  });
});

describe('isReserved', () => {
  it('holds for 00:01 UTC of every day and for no other minute', () => {
    fc.assert(
      fc.property(fc.nat({ max: MAX_TOKEN_IDENTIFIER }), (identifier) => {
        const instant = instantOf(identifier, 2014);
        expect(isReserved(identifier)).toBe(instant.getUTCHours() === 0 && instant.getUTCMinutes() === 1);
      }),
    );
    expect(isReserved(1)).toBe(true);
  });
});

describe('nextTokenIdentifier', () => {
  const now = at('2015-12-01T12:00:00Z');
  const minute = tokenIdentifierAt(now, 2014);

  it.each([
    { lastIssued: undefined, expected: minute },
    { lastIssued: minute - 1, expected: minute },
    { lastIssued: minute, expected: minute + 1 },
    { lastIssued: minute + 30, expected: minute + 31 },
    { lastIssued: minute + 720, expected: minute + 722 },
  ])('after $lastIssued comes $expected', ({ lastIssued, expected }) => {
    expect(nextTokenIdentifier({ at: now, baseDate: 2014, lastIssued })).toBe(expected);
  });

  it('skips the reserved minute', () => {
    expect(nextTokenIdentifier({ at: at('2015-11-30T00:01:05Z'), baseDate: 2014, lastIssued: undefined })).toBe(1_005_122);
  });

  it('never gives one meter an identifier twice, nor a reserved one, however the clock moves', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 * 1_440 }), { minLength: 1, maxLength: 60 }), (minutes) => {
        let lastIssued: number | undefined;
        for (const offset of minutes) {
          const next = nextTokenIdentifier({ at: instantOf(1_000_000 + offset, 2014), baseDate: 2014, lastIssued });
          expect(next).toBeGreaterThan(lastIssued ?? -1);
          expect(next).toBeGreaterThanOrEqual(1_000_000 + offset);
          expect(isReserved(next)).toBe(false);
          lastIssued = next;
        }
      }),
    );
  });

  it('says that a base date is exhausted, by the clock as by what was issued', () => {
    const last = instantOf(MAX_TOKEN_IDENTIFIER, 2014);
    expect(nextTokenIdentifier({ at: last, baseDate: 2014, lastIssued: undefined })).toBe(MAX_TOKEN_IDENTIFIER);
    expectRefusal(
      () => nextTokenIdentifier({ at: last, baseDate: 2014, lastIssued: MAX_TOKEN_IDENTIFIER }),
      'sts.token_identifier_exhausted',
    );
    const after = new Date(last.getTime() + 60_000);
    expectRefusal(() => nextTokenIdentifier({ at: after, baseDate: 2014, lastIssued: undefined }), 'sts.token_identifier_exhausted');
  });

  it('refuses a token that the key may no longer encrypt', () => {
    const request = { baseDate: 2014, lastIssued: 2 * 65_536 - 2, at: instantOf(5, 2014), keyExpiry: 1 } as const;
    expect(nextTokenIdentifier(request)).toBe(2 * 65_536 - 1);
    expectRefusal(() => nextTokenIdentifier({ ...request, lastIssued: 2 * 65_536 - 1 }), 'sts.key_expired');
  });

  it('refuses a clock before the base date and a last identifier that is none', () => {
    expectRefusal(
      () => nextTokenIdentifier({ at: at('2013-12-31T23:59Z'), baseDate: 2014, lastIssued: undefined }),
      'sts.token_identifier_out_of_range',
    );
    expectRefusal(() => nextTokenIdentifier({ at: now, baseDate: 2014, lastIssued: -1 }), 'sts.token_identifier_out_of_range');
    expect(() => nextTokenIdentifier({ at: new Date(Number.NaN), baseDate: 2014, lastIssued: undefined })).toThrow(TypeError);
  });
});

describe('isPastKeyExpiry', () => {
  it('compares the top eight bits; 255 never expires', () => {
    expect(isPastKeyExpiry(0x10_ffff, 0x10)).toBe(false);
    expect(isPastKeyExpiry(0x11_0000, 0x10)).toBe(true);
    expect(isPastKeyExpiry(MAX_TOKEN_IDENTIFIER, 255)).toBe(false);
    expect([isPastKeyExpiry(0xffff, 0), isPastKeyExpiry(0x1_0000, 0)]).toEqual([false, true]);
  });

  it.each([-1, 256, 1.5])('refuses the expiry number %s', (keyExpiry) => {
    expectRefusal(() => isPastKeyExpiry(0, keyExpiry), 'sts.key_expiry_out_of_range');
  });
});

describe('instantOf and isReserved', () => {
  it.each([-1, 0x100_0000, 0.5])('refuse the identifier %s', (identifier) => {
    expectRefusal(() => instantOf(identifier, 2014), 'sts.token_identifier_out_of_range');
    expectRefusal(() => isReserved(identifier), 'sts.token_identifier_out_of_range');
  });
});
