/** An exact decimal: `digits` / 10 ** `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Beyond these no register has a value. */
const MAX_EXPONENT = 40;
/** What a register's value may have before and after its point. */
const MAX_WHOLE_DIGITS = 18;
const MAX_FRACTION_DIGITS = 9;

const ten = (power: number): bigint => 10n ** BigInt(power);

/**
 * What a number or a text of JSON says, exactly: of a number the shortest decimal that reads as the same, which is the one that
 * was written where that had no more than 15 digits.
 *
 * @returns undefined of anything else, NaN and the infinities among it
 */
export function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'bigint') return { digits: value, scale: 0 };
  if (typeof value === 'boolean') return { digits: value ? 1n : 0n, scale: 0 };
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = DECIMAL.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (Math.abs(Number(exponent)) > MAX_EXPONENT) return undefined;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * ten(-scale), scale: 0 };
}

/** The decimal that a 32-bit float was written as: the shortest that rounds to it. */
export function decimalOfFloat(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  for (let precision = 6; precision < 9; precision++) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === value) return decimalOf(Number(text));
  }
  return decimalOf(Number(value.toPrecision(9)));
}

export const times = (one: Decimal, other: Decimal): Decimal => ({ digits: one.digits * other.digits, scale: one.scale + other.scale });

export function plus(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { digits: one.digits * ten(scale - one.scale) + other.digits * ten(scale - other.scale), scale };
}

/** As a register's value is written. @returns undefined where it is too large to be one; what is finer than 10^-9 is rounded, half away from zero */
export function registerText({ digits, scale }: Decimal): string | undefined {
  const rounded = scale > MAX_FRACTION_DIGITS ? roundAway(digits, ten(scale - MAX_FRACTION_DIGITS)) : digits;
  const places = Math.min(scale, MAX_FRACTION_DIGITS);
  const text = (rounded < 0n ? -rounded : rounded).toString().padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  if (whole.length > MAX_WHOLE_DIGITS) return undefined;
  return `${rounded < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function roundAway(digits: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return (digits < 0n ? digits - half : digits + half) / divisor;
}
