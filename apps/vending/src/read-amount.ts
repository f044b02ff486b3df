import { QuantityError, readAmount as readMoney, type MoneyMinor, type ReadAmountOptions } from '@openprepay/quantities';
import { VendingError } from './vending-error.js';

/**
 * Reads an amount as a point of sale writes it.
 * @returns smallest units of the currency
 * @throws {VendingError} `vending.amount_invalid`
 */
export function readAmount(text: string, currency: string, options?: ReadAmountOptions): MoneyMinor {
  try {
    return readMoney(text, currency, options);
  } catch (error) {
    if (error instanceof QuantityError) throw new VendingError('vending.amount_invalid', error.message, { cause: error });
    throw error;
  }
}
