import { QuantityError } from './quantity-error.js';
import { divideDown, divideHalfUp, divideUp } from './rounding.js';

/** An exact fraction in lowest terms with a positive denominator, so that equal values have equal parts. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Brings a fraction to lowest terms.
 * @throws {QuantityError} `quantities.division_by_zero`
 */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new QuantityError('quantities.division_by_zero', `${numerator} cannot be divided by zero`);

  const sign = denominator < 0n ? -1n : 1n;
  const divisor = sign * greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export const addRationals = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.denominator + right.numerator * left.denominator, left.denominator * right.denominator);

export const subtractRationals = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.denominator - right.numerator * left.denominator, left.denominator * right.denominator);

export const multiplyRationals = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.numerator, left.denominator * right.denominator);

/** @throws {QuantityError} `quantities.division_by_zero` */
export const divideRationals = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.denominator, left.denominator * right.numerator);

/** Below zero, zero or above zero as `left` is less than, equal to or more than `right`. */
export function compareRationals(left: Rational, right: Rational): -1 | 0 | 1 {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

export const floorRational = (value: Rational): bigint => divideDown(value.numerator, value.denominator);
export const ceilRational = (value: Rational): bigint => divideUp(value.numerator, value.denominator);
/** floor(value + 1/2). */
export const halfUpRational = (value: Rational): bigint => divideHalfUp(value.numerator, value.denominator);

/** Never below 1: the fraction 0/d has the divisor d. */
function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let a = left < 0n ? -left : left;
  let b = right < 0n ? -right : right;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
