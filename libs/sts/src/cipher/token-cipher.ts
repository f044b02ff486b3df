import { StsError } from '../sts-error.js';
import { type Block } from './block.js';
import { misty1Decrypt, misty1Encrypt, misty1Schedule } from './misty1.js';
import { STA_SAMPLE_TABLES, type StaTables } from './sta-tables.js';
import { type FusedStaTables, fuseStaTables, staDecrypt, staEncrypt, staSchedule } from './sta.js';

/** EA07 is the standard transfer algorithm (STA), EA11 is MISTY1. */
export type EncryptionAlgorithm = 'EA07' | 'EA11';

export const ENCRYPTION_ALGORITHMS = ['EA07', 'EA11'] as const satisfies readonly EncryptionAlgorithm[];

/** What makes a cipher: an algorithm, the meter's decoder key, and for EA07 its tables. */
export interface CipherRequest {
  readonly algorithm: EncryptionAlgorithm;
  /** 8 octets for EA07, 16 for EA11, most significant first. */
  readonly decoderKey: Uint8Array;
  /** EA07 only; the sample tables, which no field meter uses, unless given. */
  readonly tables?: StaTables | undefined;
}

/** A decoder key made ready: the schedule is worked out once and serves any number of tokens. */
export interface TokenCipher {
  readonly algorithm: EncryptionAlgorithm;
  /** Key material: never log it. `wipeCipher` clears it. */
  readonly schedule: number[];
  readonly fused: FusedStaTables | undefined;
}

/** The length of an algorithm's decoder key in octets. @throws {StsError} `sts.algorithm_unknown` */
export function decoderKeyLength(algorithm: EncryptionAlgorithm): 8 | 16 {
  if (algorithm === 'EA07') return 8;
  if (algorithm === 'EA11') return 16;
  throw new StsError('sts.algorithm_unknown', 'an encryption algorithm is EA07 or EA11');
}

/**
 * Makes a decoder key ready for encrypting and decrypting tokens.
 *
 * @throws {StsError} `sts.algorithm_unknown`, `sts.key_length`, `sts.tables_invalid`
 * @source IEC 62055-41 6.5 and 7.3
 */
export function prepareCipher(request: CipherRequest): TokenCipher {
  const { algorithm, decoderKey, tables = STA_SAMPLE_TABLES } = request;
  const octets = decoderKeyLength(algorithm);
  if (!(decoderKey instanceof Uint8Array)) throw new TypeError('a decoder key is a Uint8Array');
  if (decoderKey.length !== octets) throw new StsError('sts.key_length', `a decoder key of ${algorithm} has ${octets} octets`);
  return algorithm === 'EA07'
    ? { algorithm, schedule: staSchedule(decoderKey), fused: fuseStaTables(tables) }
    : { algorithm, schedule: misty1Schedule(decoderKey), fused: undefined };
}

/** Overwrites a cipher's key schedule; the cipher is useless afterwards. */
export function wipeCipher(cipher: TokenCipher): void {
  cipher.schedule.fill(0);
}

/** Encrypts a block in place. */
export function encryptBlock(block: Block, cipher: TokenCipher): void {
  if (cipher.fused) staEncrypt(block, cipher.schedule, cipher.fused);
  else misty1Encrypt(block, cipher.schedule);
}

/** Decrypts a block in place. */
export function decryptBlock(block: Block, cipher: TokenCipher): void {
  if (cipher.fused) staDecrypt(block, cipher.schedule, cipher.fused);
  else misty1Decrypt(block, cipher.schedule);
}
