import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDecimal,
  formatMoney,
  formatTrimmed,
  isCurrency,
  MAX_DECIMAL_LENGTH,
  minorDigits,
  moneyMinor,
  parseDecimal,
  parseMoney,
  parseScaled,
  QuantityError,
} from '../src/index.js';

const coded = (code: string): unknown => expect.objectContaining({ name: 'QuantityError', code });

describe('parseDecimal', () => {
  it.each([
    ['0', { unscaled: 0n, scale: 0 }],
    ['12.50', { unscaled: 1_250n, scale: 2 }],
    ['0.000001', { unscaled: 1n, scale: 6 }],
    ['9'.repeat(MAX_DECIMAL_LENGTH), { unscaled: 10n ** 32n - 1n, scale: 0 }],
  ])('reads %s', (text, decimal) => {
    expect(parseDecimal(text, 6)).toEqual(decimal);
  });

  it.each([
    '',
    ' ',
    '.',
    '1.',
    '.5',
    '01',
    '00',
    '+1',
    '1e3',
    '1E3',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '1,5',
    '1 ',
    '1\n',
    '--1',
    '١',
    '1.5.5',
  ])('refuses %j as malformed', (text) => {
    expect(() => parseDecimal(text, 6, { allowNegative: true })).toThrow(coded('quantities.decimal_malformed'));
  });

  it.each([1, NaN, 1n, null, undefined, ['1'], { toString: () => '1' }])('refuses what is not a string, %#', (value) => {
    expect(() => parseDecimal(value as unknown as string, 6)).toThrow(coded('quantities.decimal_malformed'));
  });

  it('refuses more decimals, more characters or another sign than it was told to take', () => {
    expect(() => parseDecimal('1.234', 2)).toThrow(coded('quantities.decimal_too_precise'));
    expect(() => parseDecimal('1.0', 0)).toThrow(coded('quantities.decimal_too_precise'));
    expect(() => parseDecimal('1'.repeat(MAX_DECIMAL_LENGTH + 1), 2)).toThrow(coded('quantities.decimal_too_long'));
    expect(() => parseDecimal('-1', 2)).toThrow(coded('quantities.decimal_negative'));
    expect(parseDecimal('-1.5', 2, { allowNegative: true })).toEqual({ unscaled: -15n, scale: 1 });
  });

  it('throws nothing but its own error, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          expect(formatDecimal(...(Object.values(parseDecimal(text, 9)) as [bigint, number]))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(QuantityError);
        }
      }),
    );
  });
});

describe('formatDecimal', () => {
  it.each([
    [0n, 2, '0.00'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [1_250n, 2, '12.50'],
    [7n, 0, '7'],
  ])('writes %s at scale %s as %s', (unscaled, scale, text) => {
    expect(formatDecimal(unscaled, scale)).toBe(text);
  });

  it('is inverted by parseScaled', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 9 }), (unscaled, scale) => {
        expect(parseScaled(formatDecimal(unscaled, scale), scale, { allowNegative: true })).toBe(unscaled);
      }),
    );
  });

  it('reads whatever is written as parseDecimal does, and refuses it alike', () => {
    const outcome = (read: () => bigint): unknown => {
      try {
        return read();
      } catch (error) {
        return (error as QuantityError).code;
      }
    };
    const written = fc.string({ unit: fc.constantFrom(...'00123456789..-'), maxLength: 19 });
    fc.assert(
      fc.property(written, fc.integer({ min: 0, max: 16 }), fc.boolean(), (text, decimals, allowNegative) => {
        const scaled = (): bigint => {
          const { unscaled, scale } = parseDecimal(text, decimals, { allowNegative });
          return unscaled * 10n ** BigInt(decimals - scale);
        };
        expect(outcome(() => parseScaled(text, decimals, { allowNegative }))).toBe(outcome(scaled));
      }),
      { numRuns: 5_000 },
    );
  });

  it('trims zeros down to the decimals that must stay', () => {
    expect(formatTrimmed(30_000_000n, 6, 1)).toBe('30.0');
    expect(formatTrimmed(33_333_000n, 6, 1)).toBe('33.333');
    expect(formatTrimmed(30_000_000n, 6)).toBe('30');
    expect(formatTrimmed(0n, 6, 1)).toBe('0.0');
  });
});

describe('money', () => {
  it.each([
    ['KES', 2],
    ['UGX', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['MRU', 2],
    ['ZWG', 2],
  ])('%s has %s decimals', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it('reads and writes by the decimals of the currency', () => {
    expect(parseMoney('12.5', 'KES')).toBe(1_250n);
    expect(formatMoney(moneyMinor(1_250n), 'KES')).toBe('12.50');
    expect(formatMoney(moneyMinor(1_250n), 'UGX')).toBe('1250');
    expect(formatMoney(moneyMinor(1_250n), 'KWD')).toBe('1.250');
    expect(() => parseMoney('1.5', 'UGX')).toThrow(coded('quantities.decimal_too_precise'));
  });

  it.each(['kes', 'XXX', 'XAU', 'HRK', 'constructor', '__proto__', ''])('does not know %j', (currency) => {
    expect(isCurrency(currency)).toBe(false);
    expect(() => parseMoney('1', currency)).toThrow(coded('quantities.currency_unknown'));
  });
});
