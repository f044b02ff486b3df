import {
  SHA256_BLOCK_OCTETS,
  SHA256_DIGEST_OCTETS,
  sha256,
  sha256AbsorbKey,
  sha256Copy,
  sha256Finish,
  sha256FinishDigest,
  sha256Read,
  sha256Start,
  wipeSha256,
} from './sha256.js';
import { wipe } from './wipe.js';

const INNER_PAD = 0x3636_3636;
const OUTER_PAD = 0x5c5c_5c5c;

/** A key's two hash states, after the inner and the outer pad: half of a short message's work, done once. */
export interface HmacKey {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

/** A key that is not prepared yet. */
export function emptyHmacKey(): HmacKey {
  return { inner: sha256Start(), outer: sha256Start() };
}

const inner = sha256Start();
const outer = sha256Start();

/** Makes a key ready for HMAC-SHA-256, in a new one or in one that is there. @source RFC 2104 */
export function prepareHmacKey(key: Uint8Array, prepared: HmacKey = emptyHmacKey()): HmacKey {
  const short = key.length > SHA256_BLOCK_OCTETS ? sha256(key) : key;
  sha256AbsorbKey(sha256Start(prepared.inner), short, INNER_PAD);
  sha256AbsorbKey(sha256Start(prepared.outer), short, OUTER_PAD);
  wipeSha256();
  return prepared;
}

/**
 * HMAC-SHA-256 of a message.
 *
 * @param digest takes the first octets, as many as it has room for, a multiple of four
 * @returns `digest`, or 32 new octets
 * @source RFC 2104
 */
export function hmacSha256(key: HmacKey, message: Uint8Array, digest: Uint8Array = new Uint8Array(SHA256_DIGEST_OCTETS)): Uint8Array {
  sha256Copy(key.inner, inner);
  sha256Finish(inner, message, SHA256_BLOCK_OCTETS);
  sha256Copy(key.outer, outer);
  sha256FinishDigest(outer, inner, SHA256_BLOCK_OCTETS);
  sha256Read(outer, digest);
  wipe(inner);
  wipe(outer);
  wipeSha256();
  return digest;
}

/** Overwrites a prepared key; it is useless afterwards. */
export function wipeHmacKey(key: HmacKey): void {
  wipe(key.inner);
  wipe(key.outer);
}
