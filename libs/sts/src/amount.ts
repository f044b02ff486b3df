import { StsError } from './sts-error.js';

const MANTISSA_BITS = 14;
const MANTISSA_MASK = 0x3fff;
const MANTISSA_LIMIT = 1 << MANTISSA_BITS;
const FIELD_LIMIT = 0x1_0000;
const MAX_TENTHS = 18_201_624;

/** The largest amount a 16-bit field holds, in tenths of the service's unit. */
export const MAX_AMOUNT_TENTHS = 18_201_624n;

/**
 * Packs a credit amount into the 16-bit Amount field, rounding up to the next amount the field can
 * hold (the standard rounds in the customer's favour).
 *
 * @param tenths amount in tenths of the service's unit: 0.1 kWh, 0.1 m3, 0.1 min
 * @returns exponent (2 bits) above mantissa (14 bits), 0..0xFFFF; `decodeAmount` tells what was granted
 * @throws {StsError} `sts.amount_out_of_range` below 0 or above `MAX_AMOUNT_TENTHS`
 * @source IEC 62055-41 6.3.6, TransferAmount
 */
export function encodeAmount(tenths: bigint): number {
  if (typeof tenths !== 'bigint') throw new TypeError('an amount is a bigint of tenths');
  // Exact up to 2^53, and what is larger stays larger: numbers compare several times faster here.
  const value = Number(tenths);
  if (!isPackable(value)) throw new StsError('sts.amount_out_of_range', `no Amount field holds ${tenths} tenths`);
  return packAmount(value);
}

/**
 * Reads a 16-bit Amount field.
 *
 * @returns the amount in tenths of the service's unit
 * @throws {StsError} `sts.field_out_of_range` unless `field` is an integer 0..0xFFFF
 * @source IEC 62055-41 6.3.6, TransferAmount
 */
export function decodeAmount(field: number): bigint {
  if (!Number.isInteger(field) || field < 0 || field >= FIELD_LIMIT) {
    throw new StsError('sts.field_out_of_range', 'an Amount field is an integer from 0 to 65535');
  }
  return BigInt(unpackAmount(field));
}

/**
 * The amount a meter credits when `tenths` are sold: the next one that an Amount field can hold.
 *
 * @throws {StsError} `sts.amount_out_of_range` as `encodeAmount`
 */
export function roundUpToAmount(tenths: bigint): bigint {
  return decodeAmount(encodeAmount(tenths));
}

/** `encodeAmount` on a number that is known to be an integer 0..18 201 624; watts use it too. */
export function packAmount(value: number): number {
  // An exponent's range starts where the one below it ran out: 0, 16384, 180224, 1818624. The ceiling may
  // carry the mantissa to 16384, which is exactly the first value of the next exponent: the sum is the field.
  if (value < 16_384) return value;
  if (value < 180_224) return MANTISSA_LIMIT + Math.ceil((value - 16_384) / 10);
  if (value < 1_818_624) return 2 * MANTISSA_LIMIT + Math.ceil((value - 180_224) / 100);
  return 3 * MANTISSA_LIMIT + Math.ceil((value - 1_818_624) / 1_000);
}

/** `decodeAmount` on a number that is known to be a 16-bit field. */
export function unpackAmount(field: number): number {
  const mantissa = field & MANTISSA_MASK;
  switch (field >>> MANTISSA_BITS) {
    case 0:
      return mantissa;
    case 1:
      return mantissa * 10 + 16_384;
    case 2:
      return mantissa * 100 + 180_224;
    default:
      return mantissa * 1_000 + 1_818_624;
  }
}

/** Whether a number is one that `packAmount` takes. */
export function isPackable(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_TENTHS;
}
