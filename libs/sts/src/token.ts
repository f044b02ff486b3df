import { type TokenCipher } from './cipher/token-cipher.js';
import { type CreditFields, type CreditToken, creditBody, readCreditBody } from './credit-token.js';
import { type CurrencyFields, type CurrencyToken, currencyBody, readCurrencyBody } from './currency-token.js';
import { type KeyChangeFields, type KeyChangeToken, isKeyChangeBody, keyChangeBody, readKeyChangeBody } from './key-change-token.js';
import { type ManagementFields, type ManagementToken, managementBody, readManagementBody } from './management-token.js';
import {
  type ExtendedReadFields,
  type ExtendedReadToken,
  type MeterTestFields,
  type MeterTestToken,
  extendedReadBody,
  meterTestBody,
  readTestBody,
} from './meter-test-token.js';
import { StsError } from './sts-error.js';
import { type TokenBody, openBody, sealBody } from './token-body.js';
import { type UndefinedToken, readUndefinedBody, undefinedBody } from './undefined-token.js';

/** What twenty digits mean; `kind` tells the fields. */
export type DecodedToken =
  CreditToken | CurrencyToken | MeterTestToken | ExtendedReadToken | ManagementToken | KeyChangeToken | UndefinedToken;

export type TokenKind = DecodedToken['kind'];

/** What a token is made of. Class and subclass follow from the kind; a decoded token fits as it is. */
export type TokenFields =
  | (CreditFields & { readonly kind: 'credit' })
  | (CurrencyFields & { readonly kind: 'currency' })
  | (MeterTestFields & { readonly kind: 'meter-test' })
  | (ExtendedReadFields & { readonly kind: 'extended-read' })
  | ManagementFields
  | KeyChangeFields
  | Omit<UndefinedToken, 'reason'>;

/**
 * Makes any token. `encodeToken(decodeToken(token, cipher), cipher)` is `token` again.
 *
 * @param cipher the meter's key; class 1 tokens are in clear and need none
 * @returns 20 digits
 * @throws {StsError} what the encoder of the kind throws; `sts.key_required`, `sts.token_kind_unknown`
 */
export function encodeToken(fields: TokenFields, cipher?: TokenCipher): string {
  return sealBody(bodyOf(fields), cipher);
}

/**
 * Decrypts and reads a token; separators between its digits are ignored.
 *
 * @param cipher the meter's key; class 1 tokens are in clear and need none
 * @throws {StsError} `sts.token_format`, `sts.token_class_reserved`, `sts.key_required`; `sts.token_crc`: not authentic
 * @source IEC 62055-41 7.2
 */
export function decodeToken(token: string, cipher?: TokenCipher): DecodedToken {
  const body = openBody(token, cipher);
  if (body.tokenClass === 1) return readTestBody(body);
  if (body.tokenClass === 0) return readClass0(body);
  return cipher !== undefined && isKeyChangeBody(body) ? readKeyChangeBody(body, cipher.algorithm) : readManagementBody(body);
}

function readClass0(body: TokenBody): DecodedToken {
  const subClass = body.high >>> 28;
  if (subClass < 4) return readCreditBody(body);
  return subClass < 8 ? readCurrencyBody(body) : readUndefinedBody(body, 'function');
}

function bodyOf(fields: TokenFields): TokenBody {
  switch (fields.kind) {
    case 'credit':
      return creditBody(fields);
    case 'currency':
      return currencyBody(fields);
    case 'meter-test':
      return meterTestBody(fields);
    case 'extended-read':
      return extendedReadBody(fields);
    case 'set-maximum-power-limit':
    case 'clear-credit':
    case 'set-tariff-rate':
    case 'clear-tamper-condition':
    case 'set-maximum-phase-power-unbalance-limit':
    case 'set-water-meter-factor':
    case 'extended-set':
    case 'extended-flag':
      return managementBody(fields);
    case 'key-change-section-1':
    case 'key-change-section-2':
    case 'key-change-section-3':
    case 'key-change-section-4':
    case 'key-change-supply-group':
      return keyChangeBody(fields);
    case 'undefined':
      return undefinedBody(fields);
    default:
      throw new StsError('sts.token_kind_unknown', 'not a kind of token');
  }
}
