import { SHA256_BLOCK_OCTETS, sha256, sha256Absorb, sha256Finish, sha256Start } from './sha256.js';

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** A key's two hash states, after the inner and the outer pad: half of a short message's work, done once. */
export interface HmacKey {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

/** Makes a key ready for HMAC-SHA-256. @source RFC 2104 */
export function prepareHmacKey(key: Uint8Array): HmacKey {
  const block = new Uint8Array(SHA256_BLOCK_OCTETS);
  block.set(key.length > SHA256_BLOCK_OCTETS ? sha256(key) : key);
  const prepared = { inner: padded(block, INNER_PAD), outer: padded(block, OUTER_PAD) };
  block.fill(0);
  return prepared;
}

/** HMAC-SHA-256 of a message, 32 octets. @source RFC 2104 */
export function hmacSha256(key: HmacKey, message: Uint8Array): Uint8Array {
  const inner = sha256Finish(key.inner.slice(), message, SHA256_BLOCK_OCTETS);
  return sha256Finish(key.outer.slice(), inner, SHA256_BLOCK_OCTETS);
}

function padded(block: Uint8Array, pad: number): Int32Array {
  const state = sha256Start();
  const octets = block.map((octet) => octet ^ pad);
  sha256Absorb(state, octets, 0);
  octets.fill(0);
  return state;
}
