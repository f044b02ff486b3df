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
export { COMMODITIES, type Commodity } from './commodity.js';
export { type CreditFields, type CreditToken, encodeCreditToken } from './credit-token.js';
export { type MeterNumber, makeMeterNumber, meterPan, parseMeterNumber, parseMeterPan } from './meter-number.js';
export { StsError, type StsErrorCode } from './sts-error.js';
export { type DecodedToken, decodeToken } from './token.js';
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
