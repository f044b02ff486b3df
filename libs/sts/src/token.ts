import { type TokenCipher } from './cipher/token-cipher.js';
import { type CreditToken, readCreditBody } from './credit-token.js';
import { openBody } from './token-body.js';
import { type UndefinedToken, readUndefinedBody } from './undefined-token.js';

/** What twenty digits mean; `kind` tells the fields. */
export type DecodedToken = CreditToken | UndefinedToken;

/**
 * Decrypts and reads a token; separators between its digits are ignored.
 *
 * @param cipher the meter's key; class 1 tokens are in clear and need none
 * @throws {StsError} `sts.token_format`, `sts.token_class_reserved`, `sts.key_required`, `sts.token_crc`
 * @source IEC 62055-41 7.2
 */
export function decodeToken(token: string, cipher?: TokenCipher): DecodedToken {
  const body = openBody(token, cipher);
  if (body.tokenClass === 0 && body.high >>> 28 < 4) return readCreditBody(body);
  return readUndefinedBody(body, 'function');
}
