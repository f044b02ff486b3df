import { formatMoney, parseMoney } from './money.js';
import { moneyMinor, type MoneyMinor } from './quantity.js';
import { QuantityError } from './quantity-error.js';

/**
 * The most that one amount may be. It is above any sale, deposit or debt in any currency, so a longer number is a slip of the
 * keyboard; and a million million of such amounts still add up within the thirty digits of the ledger's columns and of the wire.
 */
export const MAX_AMOUNT_MINOR = moneyMinor(10n ** 18n);

export interface ReadAmountOptions {
  /** Zero is an amount too: a limit may be nothing. */
  readonly allowZero?: boolean;
}

/**
 * Reads an amount of money that somebody typed: above zero, at most `MAX_AMOUNT_MINOR`, no more decimals than the currency has.
 *
 * @returns smallest units of the currency
 * @throws {QuantityError} `quantities.amount_zero`, `quantities.amount_too_large`, and as `parseMoney`
 */
export function readAmount(text: string, currency: string, { allowZero = false }: ReadAmountOptions = {}): MoneyMinor {
  const amount = parseMoney(text, currency);
  if (amount === 0n && !allowZero) throw new QuantityError('quantities.amount_zero', 'an amount must be above zero');
  if (amount > MAX_AMOUNT_MINOR) {
    throw new QuantityError('quantities.amount_too_large', `an amount is at most ${formatMoney(MAX_AMOUNT_MINOR, currency)} ${currency}`);
  }
  return amount;
}
