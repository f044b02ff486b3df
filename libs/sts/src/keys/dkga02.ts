import { type Block, readWord, writeBlock } from '../cipher/block.js';
import { desEncrypt } from '../cipher/des.js';
import { StsError } from '../sts-error.js';
import { type DecoderKeyParameters } from './decoder-key-parameters.js';
import { type KeyType } from './key-type.js';

const KEY_OCTETS = 8;
const COMMON_KEY_TYPE: KeyType = 3;

const block: Block = { high: 0, low: 0 };

/**
 * DKGA02: the meter's data block, encrypted by the vending key, exclusive-or the data block and the vending
 * key. The vending key goes in as it is; its parity bits take part in the last step.
 *
 * @param vendingKey 8 octets
 * @returns 8 octets
 * @throws {StsError} `sts.algorithm_mismatch` unless the key is for EA07
 * @source IEC 62055-41 6.5.3.4
 */
export function deriveByDkga02(vendingKey: Uint8Array, parameters: DecoderKeyParameters): Uint8Array {
  if (parameters.encryptionAlgorithm !== 'EA07') {
    throw new StsError('sts.algorithm_mismatch', 'DKGA02 makes 64-bit keys, for EA07 only');
  }
  const dataHigh = panHigh(parameters) ^ controlHigh(parameters);
  const dataLow = panLow(parameters) ^ controlLow(parameters);
  block.high = dataHigh;
  block.low = dataLow;
  desEncrypt(block, vendingKey);
  block.high ^= dataHigh ^ readWord(vendingKey, 0);
  block.low ^= dataLow ^ readWord(vendingKey, 4);

  const key = new Uint8Array(KEY_OCTETS);
  writeBlock(block, key);
  block.high = block.low = 0;
  return key;
}

/** The data block: PANBlock exclusive-or CONTROLBlock. @returns 8 octets, none of them secret */
export function dkga02Block(parameters: DecoderKeyParameters): Uint8Array {
  const octets = new Uint8Array(KEY_OCTETS);
  writeBlock({ high: panHigh(parameters) ^ controlHigh(parameters), low: panLow(parameters) ^ controlLow(parameters) }, octets);
  return octets;
}

/**
 * PANBlock: the 16 digits of the PAN before its check digit, one per nibble. A common key is one for many
 * meters: the meter number in it is zero.
 */
function panHigh({ meterPan, keyType }: DecoderKeyParameters): number {
  if (keyType !== COMMON_KEY_TYPE) return digitsToNibbles(meterPan, 1);
  return meterPan.startsWith('600727') ? 0x0072_7000 : 0;
}

function panLow({ meterPan, keyType }: DecoderKeyParameters): number {
  return keyType === COMMON_KEY_TYPE ? 0 : digitsToNibbles(meterPan, 9);
}

/** CONTROLBlock: key type, supply group code, tariff index, key revision, then F in six nibbles. */
function controlHigh({ keyType, supplyGroupCode, tariffIndex }: DecoderKeyParameters): number {
  return (keyType << 28) | (digitsToNibbles(supplyGroupCode, 0, 6) << 4) | (tariffIndex.charCodeAt(0) & 15);
}

function controlLow({ tariffIndex, keyRevision }: DecoderKeyParameters): number {
  return ((tariffIndex.charCodeAt(1) & 15) << 28) | (keyRevision << 24) | 0x00ff_ffff;
}

function digitsToNibbles(digits: string, offset: number, count = 8): number {
  let word = 0;
  for (let digit = offset; digit < offset + count; digit++) word = (word << 4) | (digits.charCodeAt(digit) & 15);
  return word;
}
