export { MAX_AMOUNT_MINOR, readAmount, type ReadAmountOptions } from './amount.js';
export { add, addTo, least, negate, subtract, sum } from './arithmetic.js';
export { formatCredit } from './credit.js';
export { isCurrency, minorDigits } from './currency.js';
export {
  formatDecimal,
  formatTrimmed,
  MAX_DECIMAL_LENGTH,
  parseDecimal,
  parseScaled,
  type Decimal,
  type ParseDecimalOptions,
} from './decimal.js';
export { formatMoney, parseMoney } from './money.js';
export { creditTenths, moneyMinor, type CreditTenths, type MoneyMinor, type Quantity } from './quantity.js';
export { QuantityError, type QuantityErrorCode } from './quantity-error.js';
export { divideDown, divideHalfUp, divideUp } from './rounding.js';
