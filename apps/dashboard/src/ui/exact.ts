/** Numbers as the api says them: decimal strings, written for people without ever passing through a float. */

type Decimal = Intl.StringNumericLiteral;

const MAX_DIGITS = 20;

/** @param amount decimal string in the currency's main unit, as `12.50` */
export const money = (amount: string, currency: string, language: string): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' }).format(amount as Decimal);

/** An amount whose currency stands elsewhere, as in a column. */
export const plainMoney = (amount: string, currency: string, language: string): string => {
  const digits = new Intl.NumberFormat(language, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: MAX_DIGITS }).format(amount as Decimal);
};

/** All decimals that there are, grouped. */
export const decimal = (value: string, language: string): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: decimalsOf(value), maximumFractionDigits: MAX_DIGITS }).format(value as Decimal);

export const quantity = ({ value, unit }: { readonly value: string; readonly unit: string }, language: string): string =>
  `${decimal(value, language)}\u00a0${unit}`;

export const count = (value: number, language: string): string => new Intl.NumberFormat(language).format(value);

/** For the axis of a chart only, where a pixel is coarser than a float. */
export const asNumber = (value: string): number => Number(value);

/** Sums decimal strings exactly. */
export function sum(values: readonly string[]): string {
  const decimals = Math.max(0, ...values.map(decimalsOf));
  const total = values.reduce((sofar, value) => sofar + scaled(value, decimals), 0n);
  if (decimals === 0) return total.toString();
  const sign = total < 0n ? '-' : '';
  const digits = (total < 0n ? -total : total).toString().padStart(decimals + 1, '0');
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const decimalsOf = (value: string): number => value.split('.')[1]?.length ?? 0;

function scaled(value: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = value.replace(/^[-+]/, '').split('.');
  const magnitude = BigInt(whole + fraction.padEnd(decimals, '0'));
  return value.startsWith('-') ? -magnitude : magnitude;
}

/** 20 digits in groups of four, as they are entered. */
export const tokenGroups = (token: string): string => token.replaceAll(/(\d{4})(?=\d)/g, '$1 ');

export const isZero = (value: string): boolean => scaled(value, decimalsOf(value)) === 0n;
