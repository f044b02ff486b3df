import { decoderKeyLength } from '../cipher/token-cipher.js';
import { StsError } from '../sts-error.js';
import { type BaseDate } from '../token-identifier.js';
import { type DecoderKeyParameters } from './decoder-key-parameters.js';
import { emptyHmacKey, hmacSha256, prepareHmacKey, wipeHmacKey } from './hmac-sha256.js';

/** Two groups of four items, a separator between them, and the key's length. */
const MESSAGE_OCTETS = 49;
const ITEMS_PER_GROUP = 0x04;
const ALGORITHM_CODE = '04';
const BITS_PER_OCTET = 8;
const BASE_DATE_CODES = { 1993: '93', 2014: '14', 2035: '35' } as const satisfies Record<BaseDate, string>;
const ZERO = 48;

const hmacKey = emptyHmacKey();
const message = new Uint8Array(MESSAGE_OCTETS);

/**
 * DKGA04: the first octets of one HMAC-SHA-256 over the meter's data.
 *
 * @param vendingKey 20 octets
 * @returns 8 octets for EA07, 16 for EA11
 * @throws {StsError} `sts.not_supported` for a common key: public sources do not settle which PAN it takes
 * @source IEC 62055-41 (2018) 6.5.3.6; SP 800-108 feedback mode
 */
export function deriveByDkga04(vendingKey: Uint8Array, parameters: DecoderKeyParameters): Uint8Array {
  if (parameters.keyType === 3) throw new StsError('sts.not_supported', 'common keys (key type 3) are not derived by DKGA04');
  const key = new Uint8Array(decoderKeyLength(parameters.encryptionAlgorithm));
  prepareHmacKey(vendingKey, hmacKey);
  hmacSha256(hmacKey, derivationMessage(parameters, message), key);
  wipeHmacKey(hmacKey);
  return key;
}

/**
 * What DKGA04 authenticates: two groups of four items, each item its length and its ASCII characters, then
 * the key's length in bits as 32 bits.
 */
export function derivationMessage(parameters: DecoderKeyParameters, message = new Uint8Array(MESSAGE_OCTETS)): Uint8Array {
  const { baseDate, encryptionAlgorithm, tariffIndex, supplyGroupCode, keyType, keyRevision, meterPan } = parameters;
  message[0] = ITEMS_PER_GROUP;
  let end = writeItem(message, 1, ALGORITHM_CODE);
  end = writeItem(message, end, BASE_DATE_CODES[baseDate]);
  end = writeItem(message, end, encryptionAlgorithm === 'EA07' ? '07' : '11');
  end = writeItem(message, end, tariffIndex);
  // One octet of zero parts the groups.
  message[end + 1] = ITEMS_PER_GROUP;
  end = writeItem(message, end + 2, supplyGroupCode);
  end = writeDigit(message, end, keyType);
  end = writeDigit(message, end, keyRevision);
  writeItem(message, end, meterPan);
  message[MESSAGE_OCTETS - 1] = decoderKeyLength(encryptionAlgorithm) * BITS_PER_OCTET;
  return message;
}

/** Writes an item and tells where the next one starts. */
function writeItem(message: Uint8Array, offset: number, item: string): number {
  message[offset] = item.length;
  for (let index = 0; index < item.length; index++) message[offset + 1 + index] = item.charCodeAt(index);
  return offset + 1 + item.length;
}

/** Writes an item of one digit and tells where the next one starts. */
function writeDigit(message: Uint8Array, offset: number, digit: number): number {
  message[offset] = 1;
  message[offset + 1] = ZERO + digit;
  return offset + 2;
}
