import { StsError } from '../sts-error.js';
import { decoderKeyLength } from '../cipher/token-cipher.js';
import { type DecoderKeyRequest, vendingKeyLength } from './decoder-key.js';
import { checkParameters } from './decoder-key-parameters.js';
import { dkga02Block } from './dkga02.js';
import { derivationMessage } from './dkga04.js';

/** What a device that keeps the vending key to itself makes a decoder key of. */
export type DecoderKeyDerivation =
  /** The first `octets` of HMAC-SHA-256 by the vending key over the message. */
  | { readonly algorithm: 'DKGA04'; readonly message: Uint8Array; readonly octets: 8 | 16 }
  /** The block encrypted by the vending key with DES, exclusive-or the block, exclusive-or the vending key. */
  | { readonly algorithm: 'DKGA02'; readonly block: Uint8Array };

/**
 * Says what `deriveDecoderKey` would do with a vending key, for devices that do it with a key that never leaves them.
 *
 * @throws {StsError} as `deriveDecoderKey`, but for the key’s length
 * @source IEC 62055-41 6.5.3
 */
export function decoderKeyDerivation(request: Omit<DecoderKeyRequest, 'vendingKey'>): DecoderKeyDerivation {
  const { algorithm, encryptionAlgorithm, keyType } = request;
  vendingKeyLength(algorithm);
  checkParameters(request);
  if (algorithm === 'DKGA02') {
    if (encryptionAlgorithm !== 'EA07') throw new StsError('sts.algorithm_mismatch', 'DKGA02 makes 64-bit keys, for EA07 only');
    return { algorithm, block: dkga02Block(request) };
  }
  if (keyType === 3) throw new StsError('sts.not_supported', 'common keys (key type 3) are not derived by DKGA04');
  return { algorithm, message: derivationMessage(request), octets: decoderKeyLength(encryptionAlgorithm) };
}
