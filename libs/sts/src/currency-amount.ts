import { StsError } from './sts-error.js';

const MANTISSA_BITS = 14;
const MANTISSA_LIMIT = 1n << 14n;
const MANTISSA_MASK = 0x3fff;
const EXPONENTS = 32;
const EXPONENT_MASK = 0x1f;
const SIGN_BIT = 1 << 19;
const FIELD_LIMIT = 1 << 20;

/** The step of each exponent: 10^e. */
const STEPS: readonly bigint[] = Array.from({ length: EXPONENTS }, (_, exponent) => 10n ** BigInt(exponent));
/** The first magnitude of each exponent: an exponent starts where the one below it ran out. */
const RANGE_START: readonly bigint[] = STEPS.reduce<readonly bigint[]>(
  (starts, step, exponent) => (exponent + 1 < EXPONENTS ? [...starts, starts[exponent]! + MANTISSA_LIMIT * step] : starts),
  [0n],
);

/** The largest magnitude a currency amount field holds, in 10^-5 of the base currency. */
export const MAX_CURRENCY_AMOUNT = RANGE_START[EXPONENTS - 1]! + (MANTISSA_LIMIT - 1n) * STEPS[EXPONENTS - 1]!;

/**
 * Packs a currency amount into 20 bits. Amounts round in the customer's favour: credit up, a negative
 * amount's magnitude down.
 *
 * @param amount in 10^-5 of the base currency
 * @returns sign, exponent (5 bits), mantissa (14 bits)
 * @throws {StsError} `sts.amount_out_of_range` when its magnitude is above `MAX_CURRENCY_AMOUNT`
 * @source IEC 62055-41 (2018) 6.3.6, currency TransferAmount
 */
export function encodeCurrencyAmount(amount: bigint): number {
  if (typeof amount !== 'bigint') throw new TypeError('an amount is a bigint of 10^-5 of the base currency');
  const magnitude = amount < 0n ? -amount : amount;
  if (magnitude > MAX_CURRENCY_AMOUNT) throw new StsError('sts.amount_out_of_range', `no currency amount field holds ${amount}`);

  const exponent = RANGE_START.findLastIndex((start) => magnitude >= start);
  const above = magnitude - RANGE_START[exponent]!;
  const step = STEPS[exponent]!;
  // Rounding up may carry the mantissa to 2^14: added, not or-ed, it becomes the next exponent's first value.
  if (amount >= 0n) return (exponent << MANTISSA_BITS) + Number((above + step - 1n) / step);
  return SIGN_BIT | (exponent << MANTISSA_BITS) | Number(above / step);
}

/**
 * Reads a 20-bit currency amount field. Minus zero, which `encodeCurrencyAmount` never makes, reads as 0.
 *
 * @returns the amount in 10^-5 of the base currency
 * @throws {StsError} `sts.field_out_of_range` unless an integer 0..0xFFFFF
 */
export function decodeCurrencyAmount(field: number): bigint {
  if (!Number.isInteger(field) || field < 0 || field >= FIELD_LIMIT) {
    throw new StsError('sts.field_out_of_range', 'a currency amount field is an integer from 0 to 1048575');
  }
  const exponent = (field >>> MANTISSA_BITS) & EXPONENT_MASK;
  const magnitude = RANGE_START[exponent]! + BigInt(field & MANTISSA_MASK) * STEPS[exponent]!;
  return field & SIGN_BIT ? -magnitude : magnitude;
}

/** The amount that a meter takes when `amount` is encoded. @throws {StsError} `sts.amount_out_of_range` */
export function roundCurrencyAmount(amount: bigint): bigint {
  return decodeCurrencyAmount(encodeCurrencyAmount(amount));
}
