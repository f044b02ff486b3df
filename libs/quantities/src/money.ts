import { minorDigits } from './currency.js';
import { formatDecimal, parseScaled, type ParseDecimalOptions } from './decimal.js';
import { moneyMinor, type MoneyMinor } from './quantity.js';

/**
 * Reads an amount of money with no more decimals than the currency has: ("12.5", "KES") is 1250.
 * @returns smallest units of the currency
 * @throws {QuantityError} as `parseDecimal`, and `quantities.currency_unknown`
 */
export const parseMoney = (text: string, currency: string, options: ParseDecimalOptions = {}): MoneyMinor =>
  moneyMinor(parseScaled(text, minorDigits(currency), options));

/**
 * Writes an amount with all decimals of its currency: (1250, "KES") is "12.50".
 * @param minor smallest units of the currency
 * @throws {QuantityError} `quantities.currency_unknown`
 */
export const formatMoney = (minor: MoneyMinor, currency: string): string => formatDecimal(minor, minorDigits(currency));
