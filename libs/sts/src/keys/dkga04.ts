import { decoderKeyLength } from '../cipher/token-cipher.js';
import { StsError } from '../sts-error.js';
import { type DecoderKeyParameters } from './decoder-key-parameters.js';
import { hmacSha256, prepareHmacKey } from './hmac-sha256.js';

const SEPARATOR = 0x00;
const ITEMS_PER_GROUP = 0x04;
const ALGORITHM_CODE = '04';
const BITS_PER_OCTET = 8;
const LENGTH_FIELD_OCTETS = 4;

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
  const octets = decoderKeyLength(parameters.encryptionAlgorithm);
  return hmacSha256(prepareHmacKey(vendingKey), derivationMessage(parameters)).slice(0, octets);
}

/**
 * What DKGA04 authenticates: two groups of four items, each item its length and its ASCII characters, then
 * the key's length in bits as 32 bits.
 */
export function derivationMessage(parameters: DecoderKeyParameters): Uint8Array {
  const { baseDate, encryptionAlgorithm, tariffIndex, supplyGroupCode, keyType, keyRevision, meterPan } = parameters;
  const context = [ALGORITHM_CODE, String(baseDate).slice(2), encryptionAlgorithm.slice(2), tariffIndex];
  const label = [supplyGroupCode, String(keyType), String(keyRevision), meterPan];
  const keyBits = decoderKeyLength(encryptionAlgorithm) * BITS_PER_OCTET;
  return Uint8Array.from([...group(context), SEPARATOR, ...group(label), ...new Array<number>(LENGTH_FIELD_OCTETS - 1).fill(0), keyBits]);
}

function group(items: readonly string[]): readonly number[] {
  return [ITEMS_PER_GROUP, ...items.flatMap((item) => [item.length, ...Array.from(item, (character) => character.charCodeAt(0))])];
}
