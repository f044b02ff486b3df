import { QuantityError } from './quantity-error.js';

/** Longest decimal text that is read; it bounds the work a stranger's number can cause. */
export const MAX_DECIMAL_LENGTH = 32;

/** An exact decimal: `unscaled` / 10^`scale`, with the scale as it was written ("1.50" has scale 2). */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

export interface ParseDecimalOptions {
  /** Accepts a leading "-"; off unless asked for. */
  readonly allowNegative?: boolean;
}

const [ZERO, NINE, POINT] = [0x30, 0x39, 0x2e];
const DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/**
 * Reads a plain decimal: digits, at most one point with digits on both sides, no leading zeros, no exponent, no spaces, no plus.
 *
 * @param maxDecimals most digits after the point
 * @throws {QuantityError} `quantities.decimal_malformed` (also for what is not a string), `…_too_long`, `…_too_precise`, `…_negative`
 */
export function parseDecimal(text: string, maxDecimals: number, options: ParseDecimalOptions = {}): Decimal {
  const { isNegative, whole, fraction } = partsOf(text, maxDecimals, options);
  const magnitude = BigInt(whole + fraction);
  return { unscaled: isNegative ? -magnitude : magnitude, scale: fraction.length };
}

/**
 * Reads a decimal as a whole number of 10^-`decimals`: ("12.5", 2) is 1250.
 * @throws {QuantityError} as `parseDecimal`
 */
export function parseScaled(text: string, decimals: number, options: ParseDecimalOptions = {}): bigint {
  const short = shortScaled(text, decimals);
  if (short !== undefined) return BigInt(short);
  const { isNegative, whole, fraction } = partsOf(text, decimals, options);
  const magnitude = BigInt(whole + fraction.padEnd(decimals, '0'));
  return isNegative ? -magnitude : magnitude;
}

/** A whole number of so many digits is exact as a number. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * The same of a decimal as most are, digit by digit, in a fraction of the time; undefined of one that is long, negative, or none: it is to
 * be looked at more closely.
 */
function shortScaled(text: string, decimals: number): number | undefined {
  if (typeof text !== 'string' || text.length > EXACT_DIGITS + 1) return undefined;
  const { length } = text;
  let digits = 0;
  let point = length;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO);
    else if (code === POINT && point === length && at > 0 && at < length - 1) point = at;
    else return undefined;
  }
  const missing = decimals - Math.max(0, length - point - 1);
  const isPlain = length > 0 && missing >= 0 && point + decimals <= EXACT_DIGITS && (point === 1 || text.charCodeAt(0) !== ZERO);
  return isPlain ? digits * POWERS_OF_TEN[missing]! : undefined;
}

interface Parts {
  readonly isNegative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function partsOf(text: string, maxDecimals: number, options: ParseDecimalOptions): Parts {
  if (typeof text !== 'string') throw new QuantityError('quantities.decimal_malformed', 'a decimal is written as a string');
  if (text.length > MAX_DECIMAL_LENGTH) {
    throw new QuantityError('quantities.decimal_too_long', `a decimal has at most ${MAX_DECIMAL_LENGTH} characters`);
  }

  const match = DECIMAL.exec(text);
  if (!match) throw new QuantityError('quantities.decimal_malformed', `${JSON.stringify(text)} is not a plain decimal`);
  const [, sign = '', whole = '', fraction = ''] = match;
  if (sign === '-' && options.allowNegative !== true) {
    throw new QuantityError('quantities.decimal_negative', `${text} is negative`);
  }
  if (fraction.length > maxDecimals) {
    throw new QuantityError('quantities.decimal_too_precise', `${text} has more than ${maxDecimals} decimals`);
  }
  return { isNegative: sign === '-', whole, fraction };
}

/** Writes `unscaled` / 10^`scale` with exactly `scale` decimals: (1250, 2) is "12.50". */
export function formatDecimal(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Writes `unscaled` / 10^`scale` without trailing zeros, but with `minDecimals` at least: (300000, 4, 1) is "30.0". */
export function formatTrimmed(unscaled: bigint, scale: number, minDecimals = 0): string {
  const text = formatDecimal(unscaled, scale);
  const least = text.length - scale + minDecimals;
  let end = text.length;
  while (end > least && text.charCodeAt(end - 1) === ZERO) end -= 1;
  return text.slice(0, text.charCodeAt(end - 1) === POINT ? end - 1 : end);
}
