import { StsError } from '../sts-error.js';
import { type DecoderKeyParameters, checkParameters } from './decoder-key-parameters.js';
import { deriveByDkga02 } from './dkga02.js';
import { deriveByDkga04 } from './dkga04.js';

/** DKGA02 derives 64-bit keys by DES, DKGA04 keys of either length by HMAC-SHA-256. */
export type DecoderKeyAlgorithm = 'DKGA02' | 'DKGA04';

export const DECODER_KEY_ALGORITHMS = ['DKGA02', 'DKGA04'] as const satisfies readonly DecoderKeyAlgorithm[];

/** A whole derivation. */
export interface DecoderKeyRequest extends DecoderKeyParameters {
  readonly algorithm: DecoderKeyAlgorithm;
  /** 8 octets for DKGA02 (with odd parity, used as given), 20 for DKGA04. */
  readonly vendingKey: Uint8Array;
}

/** The length of an algorithm's vending key in octets. @throws {StsError} `sts.algorithm_unknown` */
export function vendingKeyLength(algorithm: DecoderKeyAlgorithm): 8 | 20 {
  if (algorithm === 'DKGA02') return 8;
  if (algorithm === 'DKGA04') return 20;
  throw new StsError('sts.algorithm_unknown', 'a decoder key generation algorithm is DKGA02 or DKGA04');
}

/**
 * Derives the key that one meter decrypts its tokens with.
 *
 * @returns 8 octets for EA07, 16 for EA11, most significant first; wipe them after use
 * @throws {StsError} `sts.key_length`, `sts.algorithm_unknown`, `sts.algorithm_mismatch` (EA11 needs DKGA04), `sts.meter_pan_*`,
 * `sts.supply_group_code_format`, `sts.tariff_index_format`, `sts.key_revision_out_of_range`, `sts.base_date_unknown`,
 * `sts.key_type_not_derived` (a meter's initial key is its maker's own), `sts.not_supported` (common keys by DKGA04)
 * @source IEC 62055-41 6.5.3, DecoderKey generation
 */
export function deriveDecoderKey(request: DecoderKeyRequest): Uint8Array {
  const { algorithm, vendingKey } = request;
  requireVendingKey(algorithm, vendingKey);
  checkParameters(request);
  return algorithm === 'DKGA02' ? deriveByDkga02(vendingKey, request) : deriveByDkga04(vendingKey, request);
}

/** @throws {StsError} `sts.key_length` unless the key has the algorithm's length, `sts.algorithm_unknown` */
export function requireVendingKey(algorithm: DecoderKeyAlgorithm, vendingKey: Uint8Array): void {
  const octets = vendingKeyLength(algorithm);
  if (!(vendingKey instanceof Uint8Array)) throw new TypeError('a vending key is a Uint8Array');
  if (vendingKey.length !== octets) throw new StsError('sts.key_length', `a vending key of ${algorithm} has ${octets} octets`);
}
