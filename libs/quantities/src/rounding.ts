import { QuantityError } from './quantity-error.js';

/**
 * Largest whole number that is not above numerator / denominator.
 * @throws {QuantityError} `quantities.division_by_zero`
 */
export function divideDown(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new QuantityError('quantities.division_by_zero', `${numerator} cannot be divided by zero`);

  const quotient = numerator / denominator;
  // bigint division truncates towards zero, which is up for a negative quotient
  return quotient * denominator !== numerator && numerator < 0n !== denominator < 0n ? quotient - 1n : quotient;
}

/**
 * Smallest whole number that is not below numerator / denominator.
 * @throws {QuantityError} `quantities.division_by_zero`
 */
export const divideUp = (numerator: bigint, denominator: bigint): bigint => -divideDown(-numerator, denominator);

/**
 * floor(numerator / denominator + 1/2): the nearest whole number, a half going up (so -0.5 is 0).
 * @throws {QuantityError} `quantities.division_by_zero`
 */
export const divideHalfUp = (numerator: bigint, denominator: bigint): bigint => divideDown(2n * numerator + denominator, 2n * denominator);
