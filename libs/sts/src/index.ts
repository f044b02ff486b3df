export { MAX_AMOUNT_TENTHS, decodeAmount, encodeAmount, roundUpToAmount } from './amount.js';
export { STA_SAMPLE_TABLES, type StaTables, parseStaTables } from './cipher/sta-tables.js';
export {
  type CipherRequest,
  ENCRYPTION_ALGORITHMS,
  type EncryptionAlgorithm,
  type TokenCipher,
  decoderKeyLength,
  prepareCipher,
  wipeCipher,
} from './cipher/token-cipher.js';
export { COMMODITIES, type Commodity, UNITS } from './commodity.js';
export { type CreditFields, type CreditToken, encodeCreditToken } from './credit-token.js';
export { MAX_CURRENCY_AMOUNT, decodeCurrencyAmount, encodeCurrencyAmount, roundCurrencyAmount } from './currency-amount.js';
export { type CurrencyFields, type CurrencyToken, encodeCurrencyToken } from './currency-token.js';
export { type ExplainedField, type Explanation, explainToken } from './explain.js';
export { type KeyChange, encodeKeyChangeSet } from './key-change-set.js';
export { type KeyChangeFields, type KeyChangeKind, type KeyChangeToken } from './key-change-token.js';
export {
  ALL_CREDIT_REGISTERS,
  CREDIT_REGISTERS,
  MANAGEMENT_SUBCLASSES,
  type ManagementFields,
  type ManagementKind,
  type ManagementToken,
  encodeManagementToken,
} from './management-token.js';
export { type MeterNumber, makeMeterNumber, meterPan, parseMeterNumber, parseMeterPan } from './meter-number.js';
export { METER_TEST_ACTIONS, type MeterTestAction, meterTestActions, meterTestControl } from './meter-test-actions.js';
export {
  type ExtendedReadFields,
  type ExtendedReadToken,
  type MeterTestFields,
  type MeterTestToken,
  encodeExtendedReadToken,
  encodeMeterTestToken,
} from './meter-test-token.js';
export { StsError, type StsErrorCode } from './sts-error.js';
export { type DecodedToken, type TokenFields, type TokenKind, decodeToken, encodeToken } from './token.js';
export { tokenClassOf } from './token-body.js';
export { formatToken, parseTokenDigits } from './token-digits.js';
export {
  BASE_DATES,
  type BaseDate,
  MAX_TOKEN_IDENTIFIER,
  type TokenIdentifierRequest,
  instantOf,
  isPastKeyExpiry,
  isReserved,
  nextTokenIdentifier,
  tokenIdentifierAt,
} from './token-identifier.js';
export { type UndefinedReason, type UndefinedToken } from './undefined-token.js';
