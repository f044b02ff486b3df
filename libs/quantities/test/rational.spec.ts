import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRationals,
  ceilRational,
  compareRationals,
  decimalToRational,
  divideDown,
  divideHalfUp,
  divideRationals,
  divideUp,
  floorRational,
  halfUpRational,
  multiplyRationals,
  parseDecimal,
  rational,
  subtractRationals,
} from '../src/index.js';

const coded = (code: string): unknown => expect.objectContaining({ name: 'QuantityError', code });
const whole = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const divisor = whole.filter((value) => value !== 0n);
const fraction = fc.tuple(whole, divisor).map(([numerator, denominator]) => rational(numerator, denominator));

describe('rounding', () => {
  it.each([
    [7n, 2n, 3n, 4n, 4n],
    [-7n, 2n, -4n, -3n, -3n],
    [7n, -2n, -4n, -3n, -3n],
    [-7n, -2n, 3n, 4n, 4n],
    [5n, 3n, 1n, 2n, 2n],
    [4n, 3n, 1n, 2n, 1n],
    [1n, 2n, 0n, 1n, 1n],
    [-1n, 2n, -1n, 0n, 0n],
    [6n, 3n, 2n, 2n, 2n],
    [0n, 5n, 0n, 0n, 0n],
  ])('%s / %s is %s down, %s up, %s half up', (numerator, denominator, down, up, halfUp) => {
    expect([divideDown(numerator, denominator), divideUp(numerator, denominator), divideHalfUp(numerator, denominator)]).toEqual([
      down,
      up,
      halfUp,
    ]);
  });

  it('brackets the exact quotient', () => {
    fc.assert(
      fc.property(whole, divisor, (numerator, denominator) => {
        const exact = rational(numerator, denominator);
        const down = divideDown(numerator, denominator);

        expect(compareRationals(rational(down), exact)).toBeLessThan(1);
        expect(compareRationals(rational(down + 1n), exact)).toBe(1);
        expect(divideUp(numerator, denominator) - down).toBe(exact.denominator === 1n ? 0n : 1n);
        expect(divideHalfUp(numerator, denominator)).toBe(floorRational(addRationals(exact, rational(1n, 2n))));
      }),
    );
  });

  it('refuses to divide by zero', () => {
    for (const divide of [divideDown, divideUp, divideHalfUp, rational]) {
      expect(() => divide(1n, 0n)).toThrow(coded('quantities.division_by_zero'));
    }
    expect(() => divideRationals(rational(1n), rational(0n))).toThrow(coded('quantities.division_by_zero'));
  });
});

describe('Rational', () => {
  it('has one form for one value', () => {
    expect(rational(2n, -4n)).toEqual({ numerator: -1n, denominator: 2n });
    expect(rational(0n, -7n)).toEqual({ numerator: 0n, denominator: 1n });
    expect(decimalToRational(parseDecimal('12.50', 2))).toEqual(rational(25n, 2n));
  });

  it('obeys the laws of a field', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(addRationals(a, b)).toEqual(addRationals(b, a));
        expect(multiplyRationals(a, addRationals(b, c))).toEqual(addRationals(multiplyRationals(a, b), multiplyRationals(a, c)));
        expect(addRationals(subtractRationals(a, b), b)).toEqual(a);
        if (b.numerator !== 0n) expect(multiplyRationals(divideRationals(a, b), b)).toEqual(a);
        expect(compareRationals(a, b)).toBe(-compareRationals(b, a) + 0);
      }),
    );
  });

  it('rounds by name', () => {
    expect([floorRational, ceilRational, halfUpRational].map((round) => round(rational(-5n, 2n)))).toEqual([-3n, -2n, -2n]);
  });
});
