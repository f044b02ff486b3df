import { moneyMinor, parseMoney, QuantityError, type MoneyMinor } from '@openprepay/quantities';
import { VendingError } from './vending-error.js';

/** More digits than this, in the smallest unit, are a mistake and not money. */
export const MAX_AMOUNT_DIGITS = 15;
const AMOUNT_LIMIT = 10n ** BigInt(MAX_AMOUNT_DIGITS);

/**
 * Reads an amount that is to be paid: above zero, no more decimals than the currency has, at most `MAX_AMOUNT_DIGITS` digits.
 * @returns smallest units of the currency
 * @throws {VendingError} `vending.amount_invalid`
 */
export function readAmount(text: string, currency: string): MoneyMinor {
  const amount = readAmountOrZero(text, currency);
  if (amount === 0n) throw new VendingError('vending.amount_invalid', 'an amount must be above zero');
  return amount;
}

/**
 * As `readAmount`, but zero is an amount too: a limit may be nothing.
 * @throws {VendingError} `vending.amount_invalid`
 */
export function readAmountOrZero(text: string, currency: string): MoneyMinor {
  const amount = parseOrRefuse(text, currency);
  if (amount >= AMOUNT_LIMIT) throw new VendingError('vending.amount_invalid', `an amount has at most ${MAX_AMOUNT_DIGITS} digits`);
  return moneyMinor(amount);
}

function parseOrRefuse(text: string, currency: string): bigint {
  try {
    return parseMoney(text, currency);
  } catch (error) {
    if (error instanceof QuantityError) throw new VendingError('vending.amount_invalid', error.message, { cause: error });
    throw error;
  }
}
