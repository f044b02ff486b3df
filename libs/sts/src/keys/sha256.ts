import { writeWord } from '../cipher/block.js';

export const SHA256_BLOCK_OCTETS = 64;
export const SHA256_DIGEST_OCTETS = 32;
const STATE_WORDS = 8;
const ROUNDS = 64;
const LENGTH_OCTETS = 8;
const PADDING_MARK = 0x80;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. @source FIPS 180-4, 4.2.2 */
// prettier-ignore
const ROUND_CONSTANTS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);
/** The first 32 bits of the fractional parts of the square roots of the first 8 primes. @source FIPS 180-4, 5.3.3 */
const START = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);

const schedule = new Int32Array(ROUNDS);
/** The end of a message with its padding: two blocks at most. */
const tail = new Uint8Array(2 * SHA256_BLOCK_OCTETS);

/** The state before the first block. */
export const sha256Start = (): Int32Array => sha256Copy(START);

/** A state to go on from without changing the one that it is of. */
export function sha256Copy(state: Int32Array): Int32Array {
  const copy = new Int32Array(STATE_WORDS);
  for (let word = 0; word < STATE_WORDS; word++) copy[word] = state[word]!;
  return copy;
}

/**
 * Ends a hash: takes the remaining octets, pads them and reads the state out.
 *
 * @param state changed; what `sha256Absorb` has made of `absorbedOctets` octets
 * @param absorbedOctets how many octets the state has taken already, a multiple of 64
 * @returns 32 octets
 */
export function sha256Finish(state: Int32Array, rest: Uint8Array, absorbedOctets: number): Uint8Array {
  const whole = rest.length - (rest.length % SHA256_BLOCK_OCTETS);
  for (let offset = 0; offset < whole; offset += SHA256_BLOCK_OCTETS) sha256Absorb(state, rest, offset);

  const left = rest.length - whole;
  const padded = left + 1 + LENGTH_OCTETS > SHA256_BLOCK_OCTETS ? 2 * SHA256_BLOCK_OCTETS : SHA256_BLOCK_OCTETS;
  for (let octet = 0; octet < left; octet++) tail[octet] = rest[whole + octet]!;
  tail[left] = PADDING_MARK;
  const totalOctets = absorbedOctets + rest.length;
  writeWord(Math.floor(totalOctets / 0x2000_0000), tail, padded - 8);
  writeWord(totalOctets << 3, tail, padded - 4);
  for (let offset = 0; offset < padded; offset += SHA256_BLOCK_OCTETS) sha256Absorb(state, tail, offset);
  tail.fill(0);
  schedule.fill(0);

  const digest = new Uint8Array(SHA256_DIGEST_OCTETS);
  for (let word = 0; word < STATE_WORDS; word++) writeWord(state[word]!, digest, word * 4);
  return digest;
}

/** The SHA-256 digest of some octets. @source FIPS 180-4 */
export function sha256(octets: Uint8Array): Uint8Array {
  return sha256Finish(sha256Start(), octets, 0);
}

/** Takes one block of 64 octets into a state. @source FIPS 180-4, 6.2.2 */
export function sha256Absorb(state: Int32Array, octets: Uint8Array, offset: number): void {
  expand(octets, offset);
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  // Eight rounds at a time: after eight, each word is back where it was, and none has to be handed on. Written out, because
  // the engine makes calls of so many functions. First the sum of e, the choice by e, constant and schedule; then the sum of a and the majority.
  // prettier-ignore
  for (let round = 0; round < ROUNDS; round += 8) {
    h = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ (e & (f ^ g))) + ROUND_CONSTANTS[round]! + schedule[round]!) | 0;
    d = (d + h) | 0;
    h = (h + ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) | (c & (a | b)))) | 0;
    g = (g + ((d >>> 6 | d << 26) ^ (d >>> 11 | d << 21) ^ (d >>> 25 | d << 7)) + (f ^ (d & (e ^ f))) + ROUND_CONSTANTS[round + 1]! + schedule[round + 1]!) | 0;
    c = (c + g) | 0;
    g = (g + ((h >>> 2 | h << 30) ^ (h >>> 13 | h << 19) ^ (h >>> 22 | h << 10)) + ((h & a) | (b & (h | a)))) | 0;
    f = (f + ((c >>> 6 | c << 26) ^ (c >>> 11 | c << 21) ^ (c >>> 25 | c << 7)) + (e ^ (c & (d ^ e))) + ROUND_CONSTANTS[round + 2]! + schedule[round + 2]!) | 0;
    b = (b + f) | 0;
    f = (f + ((g >>> 2 | g << 30) ^ (g >>> 13 | g << 19) ^ (g >>> 22 | g << 10)) + ((g & h) | (a & (g | h)))) | 0;
    e = (e + ((b >>> 6 | b << 26) ^ (b >>> 11 | b << 21) ^ (b >>> 25 | b << 7)) + (d ^ (b & (c ^ d))) + ROUND_CONSTANTS[round + 3]! + schedule[round + 3]!) | 0;
    a = (a + e) | 0;
    e = (e + ((f >>> 2 | f << 30) ^ (f >>> 13 | f << 19) ^ (f >>> 22 | f << 10)) + ((f & g) | (h & (f | g)))) | 0;
    d = (d + ((a >>> 6 | a << 26) ^ (a >>> 11 | a << 21) ^ (a >>> 25 | a << 7)) + (c ^ (a & (b ^ c))) + ROUND_CONSTANTS[round + 4]! + schedule[round + 4]!) | 0;
    h = (h + d) | 0;
    d = (d + ((e >>> 2 | e << 30) ^ (e >>> 13 | e << 19) ^ (e >>> 22 | e << 10)) + ((e & f) | (g & (e | f)))) | 0;
    c = (c + ((h >>> 6 | h << 26) ^ (h >>> 11 | h << 21) ^ (h >>> 25 | h << 7)) + (b ^ (h & (a ^ b))) + ROUND_CONSTANTS[round + 5]! + schedule[round + 5]!) | 0;
    g = (g + c) | 0;
    c = (c + ((d >>> 2 | d << 30) ^ (d >>> 13 | d << 19) ^ (d >>> 22 | d << 10)) + ((d & e) | (f & (d | e)))) | 0;
    b = (b + ((g >>> 6 | g << 26) ^ (g >>> 11 | g << 21) ^ (g >>> 25 | g << 7)) + (a ^ (g & (h ^ a))) + ROUND_CONSTANTS[round + 6]! + schedule[round + 6]!) | 0;
    f = (f + b) | 0;
    b = (b + ((c >>> 2 | c << 30) ^ (c >>> 13 | c << 19) ^ (c >>> 22 | c << 10)) + ((c & d) | (e & (c | d)))) | 0;
    a = (a + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (h ^ (f & (g ^ h))) + ROUND_CONSTANTS[round + 7]! + schedule[round + 7]!) | 0;
    e = (e + a) | 0;
    a = (a + ((b >>> 2 | b << 30) ^ (b >>> 13 | b << 19) ^ (b >>> 22 | b << 10)) + ((b & c) | (d & (b | c)))) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

function expand(octets: Uint8Array, offset: number): void {
  for (let word = 0; word < 16; word++) {
    const at = offset + word * 4;
    schedule[word] = (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
  }
  for (let word = 16; word < ROUNDS; word++) {
    const near = schedule[word - 2]!;
    const far = schedule[word - 15]!;
    const sigma1 = ((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10);
    const sigma0 = ((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3);
    schedule[word] = (schedule[word - 16]! + sigma0 + schedule[word - 7]! + sigma1) | 0;
  }
}
