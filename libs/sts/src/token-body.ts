import { type Block } from './cipher/block.js';
import { type TokenCipher, decryptBlock, encryptBlock } from './cipher/token-cipher.js';
import { crcOfBody, crcOfCurrencyBody } from './crc16.js';
import { StsError } from './sts-error.js';
import { readTokenDigits, writeTokenDigits } from './token-digits.js';

/** A token's content before its checksum: all that its fields decide. */
export interface TokenBody {
  /** 0 credit, 1 meter test, 2 management; 3 is reserved. */
  readonly tokenClass: number;
  /** Bits 63..32 of the block, signed or not: subclass in the top four bits, then 28 bits of fields. */
  readonly high: number;
  /** Bits 31..16 of the block. */
  readonly payload: number;
}

const TEST_CLASS = 1;
const RESERVED_CLASS = 3;
const FIRST_CURRENCY_SUBCLASS = 4;
const LAST_CURRENCY_SUBCLASS = 7;

const block: Block = { high: 0, low: 0 };

/**
 * Checksum, encryption (but for class 1, which travels in clear) and decimal digits.
 *
 * @throws {StsError} `sts.key_required` without a cipher for class 0 or 2
 * @source IEC 62055-41 6.4
 */
export function sealBody(body: TokenBody, cipher: TokenCipher | undefined): string {
  block.high = body.high | 0;
  block.low = (body.payload << 16) | crcFor(body.tokenClass, body.high, body.payload);
  if (body.tokenClass !== TEST_CLASS) encryptBlock(block, requireCipher(cipher));
  return writeTokenDigits(body.tokenClass, block);
}

/**
 * The reverse of `sealBody`.
 *
 * @throws {StsError} `sts.token_format`; `sts.token_class_reserved` for class 3; `sts.key_required`;
 * `sts.token_crc` when the checksum fails: the token is damaged, or was made for another key
 * @source IEC 62055-41 7.2, 7.3
 */
export function openBody(token: string, cipher: TokenCipher | undefined): TokenBody {
  const tokenClass = readTokenDigits(token, block);
  if (tokenClass === RESERVED_CLASS) throw new StsError('sts.token_class_reserved', 'class 3 is reserved');
  if (tokenClass !== TEST_CLASS) decryptBlock(block, requireCipher(cipher));
  const high = block.high >>> 0;
  const payload = block.low >>> 16;
  if ((block.low & 0xffff) !== crcFor(tokenClass, high, payload)) {
    throw new StsError('sts.token_crc', 'not authentic: a digit is wrong, or the token is for another key');
  }
  return { tokenClass, high, payload };
}

/** The class of a token, 0..3, which its digits show without a key. @throws {StsError} `sts.token_format` */
export function tokenClassOf(token: string): number {
  return readTokenDigits(token, block);
}

function crcFor(tokenClass: number, high: number, payload: number): number {
  const subClass = high >>> 28;
  const isCurrency = tokenClass === 0 && subClass >= FIRST_CURRENCY_SUBCLASS && subClass <= LAST_CURRENCY_SUBCLASS;
  return isCurrency ? crcOfCurrencyBody(tokenClass, high, payload) : crcOfBody(tokenClass, high, payload);
}

function requireCipher(cipher: TokenCipher | undefined): TokenCipher {
  if (cipher === undefined) throw new StsError('sts.key_required', 'credit and management tokens need the meter key');
  return cipher;
}
