export { isCurrency, minorDigits } from './currency.js';
export {
  decimalToRational,
  formatDecimal,
  formatTrimmed,
  MAX_DECIMAL_LENGTH,
  parseDecimal,
  parseScaled,
  type Decimal,
  type ParseDecimalOptions,
} from './decimal.js';
export { formatMoney, parseMoney } from './money.js';
export * from './quantity.js';
export { QuantityError, type QuantityErrorCode } from './quantity-error.js';
export * from './rational.js';
export { divideDown, divideHalfUp, divideUp } from './rounding.js';
