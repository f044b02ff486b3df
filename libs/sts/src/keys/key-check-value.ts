import { type Block, writeBlock } from '../cipher/block.js';
import { DES_BLOCK_OCTETS, desEncrypt } from '../cipher/des.js';
import { toHex } from '../octets.js';
import { type DecoderKeyAlgorithm, requireVendingKey } from './decoder-key.js';
import { sha256 } from './sha256.js';

const CHECK_OCTETS = 3;
const SHA256_PREFIX = 0x01;

/**
 * The check value by which people compare a vending key without seeing it: the first three octets of zero
 * encrypted by a DES key, or of SHA-256 over 01 and a DKGA04 key.
 *
 * @returns six upper-case hexadecimal digits
 * @throws {StsError} `sts.key_length`, `sts.algorithm_unknown`
 */
export function keyCheckValue(algorithm: DecoderKeyAlgorithm, vendingKey: Uint8Array): string {
  requireVendingKey(algorithm, vendingKey);
  const check = algorithm === 'DKGA02' ? encryptZero(vendingKey) : hashOf(vendingKey);
  return toHex(check.subarray(0, CHECK_OCTETS));
}

function encryptZero(key: Uint8Array): Uint8Array {
  const block: Block = { high: 0, low: 0 };
  desEncrypt(block, key);
  const octets = new Uint8Array(DES_BLOCK_OCTETS);
  writeBlock(block, octets);
  return octets;
}

function hashOf(key: Uint8Array): Uint8Array {
  const prefixed = Uint8Array.of(SHA256_PREFIX, ...key);
  const digest = sha256(prefixed);
  prefixed.fill(0);
  return digest;
}
