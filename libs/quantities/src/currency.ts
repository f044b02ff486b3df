import { MINOR_DIGITS } from './iso-4217.js';
import { QuantityError } from './quantity-error.js';

/** Whether `code` is an active ISO 4217 code that money can be counted in; exactly as written, in capitals. */
export const isCurrency = (code: string): boolean => MINOR_DIGITS.has(code);

/**
 * Decimals between the major and the smallest unit: 2 for USD, 0 for UGX, 3 for KWD.
 * @throws {QuantityError} `quantities.currency_unknown`
 * @source ISO 4217, list one
 */
export function minorDigits(currency: string): number {
  const digits = MINOR_DIGITS.get(currency);
  if (digits === undefined)
    throw new QuantityError('quantities.currency_unknown', `${JSON.stringify(currency)} is no active ISO 4217 code`);
  return digits;
}
