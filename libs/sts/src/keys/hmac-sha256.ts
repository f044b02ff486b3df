import { SHA256_BLOCK_OCTETS, sha256, sha256Absorb, sha256Copy, sha256Finish, sha256Start } from './sha256.js';

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** A key's two hash states, after the inner and the outer pad: half of a short message's work, done once. */
export interface HmacKey {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

const block = new Uint8Array(SHA256_BLOCK_OCTETS);

/** Makes a key ready for HMAC-SHA-256. @source RFC 2104 */
export function prepareHmacKey(key: Uint8Array): HmacKey {
  const short = key.length > SHA256_BLOCK_OCTETS ? sha256(key) : key;
  return { inner: padded(short, INNER_PAD), outer: padded(short, OUTER_PAD) };
}

/** HMAC-SHA-256 of a message, 32 octets. @source RFC 2104 */
export function hmacSha256(key: HmacKey, message: Uint8Array): Uint8Array {
  const inner = sha256Finish(sha256Copy(key.inner), message, SHA256_BLOCK_OCTETS);
  const digest = sha256Finish(sha256Copy(key.outer), inner, SHA256_BLOCK_OCTETS);
  inner.fill(0);
  return digest;
}

/** Overwrites a prepared key; it is useless afterwards. */
export function wipeHmacKey(key: HmacKey): void {
  key.inner.fill(0);
  key.outer.fill(0);
}

function padded(key: Uint8Array, pad: number): Int32Array {
  block.fill(pad);
  for (let index = 0; index < key.length; index++) block[index]! ^= key[index]!;
  const state = sha256Start();
  sha256Absorb(state, block, 0);
  block.fill(0);
  return state;
}
