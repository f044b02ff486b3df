import { readWord, writeWord } from '../cipher/block.js';
import { wipe } from './wipe.js';

export const SHA256_BLOCK_OCTETS = 64;
export const SHA256_DIGEST_OCTETS = 32;
const BLOCK_WORDS = 16;
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

/** The words of the block that is taken next. */
const block = new Int32Array(BLOCK_WORDS);

/** The state before the first block, in new words or in ones that are there. */
export function sha256Start(state: Int32Array = new Int32Array(STATE_WORDS)): Int32Array {
  return sha256Copy(START, state);
}

/** Puts a state where it can be gone on from without changing the one that it is of. */
export function sha256Copy(state: Int32Array, copy: Int32Array): Int32Array {
  for (let word = 0; word < STATE_WORDS; word++) copy[word] = state[word]!;
  return copy;
}

/** Takes one block of 64 octets into a state. @source FIPS 180-4, 6.2.2 */
function sha256Absorb(state: Int32Array, octets: Uint8Array, offset: number): void {
  for (let word = 0; word < BLOCK_WORDS; word++) block[word] = readWord(octets, offset + word * 4);
  compress(state);
}

/**
 * Takes one block that begins with some octets, has zeros behind them, and is exclusive-or a pad.
 *
 * @param octets 64 at most
 */
export function sha256AbsorbKey(state: Int32Array, octets: Uint8Array, pad: number): void {
  for (let word = 0; word < BLOCK_WORDS; word++) block[word] = readPadded(octets, word * 4, 0) ^ pad;
  compress(state);
}

/**
 * Ends a hash: takes the remaining octets and pads them. The state is the digest then; `sha256Read` makes octets of it.
 *
 * @param state changed; what `sha256Absorb` has made of `absorbedOctets` octets
 * @param absorbedOctets how many octets the state has taken already, a multiple of 64
 */
export function sha256Finish(state: Int32Array, rest: Uint8Array, absorbedOctets: number): void {
  let offset = 0;
  for (; offset + SHA256_BLOCK_OCTETS <= rest.length; offset += SHA256_BLOCK_OCTETS) sha256Absorb(state, rest, offset);
  for (let word = 0; word < BLOCK_WORDS; word++) block[word] = readPadded(rest, offset + word * 4, PADDING_MARK);
  if (rest.length - offset + 1 + LENGTH_OCTETS > SHA256_BLOCK_OCTETS) {
    compress(state);
    for (let word = 0; word < BLOCK_WORDS; word++) block[word] = 0;
  }
  compressLast(state, absorbedOctets + rest.length);
}

/** `sha256Finish` with a digest, as the words of another state, for the rest. */
export function sha256FinishDigest(state: Int32Array, digest: Int32Array, absorbedOctets: number): void {
  for (let word = 0; word < STATE_WORDS; word++) block[word] = digest[word]!;
  block[STATE_WORDS] = PADDING_MARK << 24;
  for (let word = STATE_WORDS + 1; word < BLOCK_WORDS; word++) block[word] = 0;
  compressLast(state, absorbedOctets + SHA256_DIGEST_OCTETS);
}

/** The octets of a state: 32, or the first of them, as many words as there is room for. */
export function sha256Read(state: Int32Array, digest: Uint8Array): Uint8Array {
  for (let offset = 0; offset < digest.length; offset += 4) writeWord(state[offset >>> 2]!, digest, offset);
  return digest;
}

/** Overwrites what is left here of the block that was hashed last. */
export function wipeSha256(): void {
  wipe(block);
}

/** The SHA-256 digest of some octets. @source FIPS 180-4 */
export function sha256(octets: Uint8Array): Uint8Array {
  const state = sha256Start();
  sha256Finish(state, octets, 0);
  wipeSha256();
  return sha256Read(state, new Uint8Array(SHA256_DIGEST_OCTETS));
}

/** A word of some octets; behind their end stand the mark and zeros. */
function readPadded(octets: Uint8Array, offset: number, mark: number): number {
  if (offset + 4 <= octets.length) return readWord(octets, offset);
  if (offset > octets.length) return 0;
  let word = 0;
  for (let at = offset; at < offset + 4; at++) word = (word << 8) | (at < octets.length ? octets[at]! : at === octets.length ? mark : 0);
  return word;
}

/** Takes the block that ends with how much was hashed, in bits. */
function compressLast(state: Int32Array, totalOctets: number): void {
  block[BLOCK_WORDS - 2] = Math.floor(totalOctets / 0x2000_0000);
  block[BLOCK_WORDS - 1] = totalOctets << 3;
  compress(state);
}

/**
 * Takes the block of which `block` has the words.
 *
 * Four times sixteen rounds; between them the sixteen words become the next sixteen. After eight rounds each variable is back where
 * it was, and none has to be handed on. Written out, because the engine makes calls of so many functions and loads of an array's
 * words: first the sum of e, the choice by e, constant and word; then the sum of a and the majority.
 *
 * @source FIPS 180-4, 6.2.2
 */
// prettier-ignore
function compress(state: Int32Array): void {
  let w0 = block[0]!, w1 = block[1]!, w2 = block[2]!, w3 = block[3]!;
  let w4 = block[4]!, w5 = block[5]!, w6 = block[6]!, w7 = block[7]!;
  let w8 = block[8]!, w9 = block[9]!, w10 = block[10]!, w11 = block[11]!;
  let w12 = block[12]!, w13 = block[13]!, w14 = block[14]!, w15 = block[15]!;
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let round = 0; ; round += BLOCK_WORDS) {
    h = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ (e & (f ^ g))) + ROUND_CONSTANTS[round]! + w0) | 0; d = (d + h) | 0; h = (h + ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) | (c & (a | b)))) | 0;
    g = (g + ((d >>> 6 | d << 26) ^ (d >>> 11 | d << 21) ^ (d >>> 25 | d << 7)) + (f ^ (d & (e ^ f))) + ROUND_CONSTANTS[round + 1]! + w1) | 0; c = (c + g) | 0; g = (g + ((h >>> 2 | h << 30) ^ (h >>> 13 | h << 19) ^ (h >>> 22 | h << 10)) + ((h & a) | (b & (h | a)))) | 0;
    f = (f + ((c >>> 6 | c << 26) ^ (c >>> 11 | c << 21) ^ (c >>> 25 | c << 7)) + (e ^ (c & (d ^ e))) + ROUND_CONSTANTS[round + 2]! + w2) | 0; b = (b + f) | 0; f = (f + ((g >>> 2 | g << 30) ^ (g >>> 13 | g << 19) ^ (g >>> 22 | g << 10)) + ((g & h) | (a & (g | h)))) | 0;
    e = (e + ((b >>> 6 | b << 26) ^ (b >>> 11 | b << 21) ^ (b >>> 25 | b << 7)) + (d ^ (b & (c ^ d))) + ROUND_CONSTANTS[round + 3]! + w3) | 0; a = (a + e) | 0; e = (e + ((f >>> 2 | f << 30) ^ (f >>> 13 | f << 19) ^ (f >>> 22 | f << 10)) + ((f & g) | (h & (f | g)))) | 0;
    d = (d + ((a >>> 6 | a << 26) ^ (a >>> 11 | a << 21) ^ (a >>> 25 | a << 7)) + (c ^ (a & (b ^ c))) + ROUND_CONSTANTS[round + 4]! + w4) | 0; h = (h + d) | 0; d = (d + ((e >>> 2 | e << 30) ^ (e >>> 13 | e << 19) ^ (e >>> 22 | e << 10)) + ((e & f) | (g & (e | f)))) | 0;
    c = (c + ((h >>> 6 | h << 26) ^ (h >>> 11 | h << 21) ^ (h >>> 25 | h << 7)) + (b ^ (h & (a ^ b))) + ROUND_CONSTANTS[round + 5]! + w5) | 0; g = (g + c) | 0; c = (c + ((d >>> 2 | d << 30) ^ (d >>> 13 | d << 19) ^ (d >>> 22 | d << 10)) + ((d & e) | (f & (d | e)))) | 0;
    b = (b + ((g >>> 6 | g << 26) ^ (g >>> 11 | g << 21) ^ (g >>> 25 | g << 7)) + (a ^ (g & (h ^ a))) + ROUND_CONSTANTS[round + 6]! + w6) | 0; f = (f + b) | 0; b = (b + ((c >>> 2 | c << 30) ^ (c >>> 13 | c << 19) ^ (c >>> 22 | c << 10)) + ((c & d) | (e & (c | d)))) | 0;
    a = (a + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (h ^ (f & (g ^ h))) + ROUND_CONSTANTS[round + 7]! + w7) | 0; e = (e + a) | 0; a = (a + ((b >>> 2 | b << 30) ^ (b >>> 13 | b << 19) ^ (b >>> 22 | b << 10)) + ((b & c) | (d & (b | c)))) | 0;
    h = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ (e & (f ^ g))) + ROUND_CONSTANTS[round + 8]! + w8) | 0; d = (d + h) | 0; h = (h + ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) | (c & (a | b)))) | 0;
    g = (g + ((d >>> 6 | d << 26) ^ (d >>> 11 | d << 21) ^ (d >>> 25 | d << 7)) + (f ^ (d & (e ^ f))) + ROUND_CONSTANTS[round + 9]! + w9) | 0; c = (c + g) | 0; g = (g + ((h >>> 2 | h << 30) ^ (h >>> 13 | h << 19) ^ (h >>> 22 | h << 10)) + ((h & a) | (b & (h | a)))) | 0;
    f = (f + ((c >>> 6 | c << 26) ^ (c >>> 11 | c << 21) ^ (c >>> 25 | c << 7)) + (e ^ (c & (d ^ e))) + ROUND_CONSTANTS[round + 10]! + w10) | 0; b = (b + f) | 0; f = (f + ((g >>> 2 | g << 30) ^ (g >>> 13 | g << 19) ^ (g >>> 22 | g << 10)) + ((g & h) | (a & (g | h)))) | 0;
    e = (e + ((b >>> 6 | b << 26) ^ (b >>> 11 | b << 21) ^ (b >>> 25 | b << 7)) + (d ^ (b & (c ^ d))) + ROUND_CONSTANTS[round + 11]! + w11) | 0; a = (a + e) | 0; e = (e + ((f >>> 2 | f << 30) ^ (f >>> 13 | f << 19) ^ (f >>> 22 | f << 10)) + ((f & g) | (h & (f | g)))) | 0;
    d = (d + ((a >>> 6 | a << 26) ^ (a >>> 11 | a << 21) ^ (a >>> 25 | a << 7)) + (c ^ (a & (b ^ c))) + ROUND_CONSTANTS[round + 12]! + w12) | 0; h = (h + d) | 0; d = (d + ((e >>> 2 | e << 30) ^ (e >>> 13 | e << 19) ^ (e >>> 22 | e << 10)) + ((e & f) | (g & (e | f)))) | 0;
    c = (c + ((h >>> 6 | h << 26) ^ (h >>> 11 | h << 21) ^ (h >>> 25 | h << 7)) + (b ^ (h & (a ^ b))) + ROUND_CONSTANTS[round + 13]! + w13) | 0; g = (g + c) | 0; c = (c + ((d >>> 2 | d << 30) ^ (d >>> 13 | d << 19) ^ (d >>> 22 | d << 10)) + ((d & e) | (f & (d | e)))) | 0;
    b = (b + ((g >>> 6 | g << 26) ^ (g >>> 11 | g << 21) ^ (g >>> 25 | g << 7)) + (a ^ (g & (h ^ a))) + ROUND_CONSTANTS[round + 14]! + w14) | 0; f = (f + b) | 0; b = (b + ((c >>> 2 | c << 30) ^ (c >>> 13 | c << 19) ^ (c >>> 22 | c << 10)) + ((c & d) | (e & (c | d)))) | 0;
    a = (a + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (h ^ (f & (g ^ h))) + ROUND_CONSTANTS[round + 15]! + w15) | 0; e = (e + a) | 0; a = (a + ((b >>> 2 | b << 30) ^ (b >>> 13 | b << 19) ^ (b >>> 22 | b << 10)) + ((b & c) | (d & (b | c)))) | 0;
    if (round === ROUNDS - BLOCK_WORDS) break;
    w0 = (w0 + ((w1 >>> 7 | w1 << 25) ^ (w1 >>> 18 | w1 << 14) ^ w1 >>> 3) + w9 + ((w14 >>> 17 | w14 << 15) ^ (w14 >>> 19 | w14 << 13) ^ w14 >>> 10)) | 0;
    w1 = (w1 + ((w2 >>> 7 | w2 << 25) ^ (w2 >>> 18 | w2 << 14) ^ w2 >>> 3) + w10 + ((w15 >>> 17 | w15 << 15) ^ (w15 >>> 19 | w15 << 13) ^ w15 >>> 10)) | 0;
    w2 = (w2 + ((w3 >>> 7 | w3 << 25) ^ (w3 >>> 18 | w3 << 14) ^ w3 >>> 3) + w11 + ((w0 >>> 17 | w0 << 15) ^ (w0 >>> 19 | w0 << 13) ^ w0 >>> 10)) | 0;
    w3 = (w3 + ((w4 >>> 7 | w4 << 25) ^ (w4 >>> 18 | w4 << 14) ^ w4 >>> 3) + w12 + ((w1 >>> 17 | w1 << 15) ^ (w1 >>> 19 | w1 << 13) ^ w1 >>> 10)) | 0;
    w4 = (w4 + ((w5 >>> 7 | w5 << 25) ^ (w5 >>> 18 | w5 << 14) ^ w5 >>> 3) + w13 + ((w2 >>> 17 | w2 << 15) ^ (w2 >>> 19 | w2 << 13) ^ w2 >>> 10)) | 0;
    w5 = (w5 + ((w6 >>> 7 | w6 << 25) ^ (w6 >>> 18 | w6 << 14) ^ w6 >>> 3) + w14 + ((w3 >>> 17 | w3 << 15) ^ (w3 >>> 19 | w3 << 13) ^ w3 >>> 10)) | 0;
    w6 = (w6 + ((w7 >>> 7 | w7 << 25) ^ (w7 >>> 18 | w7 << 14) ^ w7 >>> 3) + w15 + ((w4 >>> 17 | w4 << 15) ^ (w4 >>> 19 | w4 << 13) ^ w4 >>> 10)) | 0;
    w7 = (w7 + ((w8 >>> 7 | w8 << 25) ^ (w8 >>> 18 | w8 << 14) ^ w8 >>> 3) + w0 + ((w5 >>> 17 | w5 << 15) ^ (w5 >>> 19 | w5 << 13) ^ w5 >>> 10)) | 0;
    w8 = (w8 + ((w9 >>> 7 | w9 << 25) ^ (w9 >>> 18 | w9 << 14) ^ w9 >>> 3) + w1 + ((w6 >>> 17 | w6 << 15) ^ (w6 >>> 19 | w6 << 13) ^ w6 >>> 10)) | 0;
    w9 = (w9 + ((w10 >>> 7 | w10 << 25) ^ (w10 >>> 18 | w10 << 14) ^ w10 >>> 3) + w2 + ((w7 >>> 17 | w7 << 15) ^ (w7 >>> 19 | w7 << 13) ^ w7 >>> 10)) | 0;
    w10 = (w10 + ((w11 >>> 7 | w11 << 25) ^ (w11 >>> 18 | w11 << 14) ^ w11 >>> 3) + w3 + ((w8 >>> 17 | w8 << 15) ^ (w8 >>> 19 | w8 << 13) ^ w8 >>> 10)) | 0;
    w11 = (w11 + ((w12 >>> 7 | w12 << 25) ^ (w12 >>> 18 | w12 << 14) ^ w12 >>> 3) + w4 + ((w9 >>> 17 | w9 << 15) ^ (w9 >>> 19 | w9 << 13) ^ w9 >>> 10)) | 0;
    w12 = (w12 + ((w13 >>> 7 | w13 << 25) ^ (w13 >>> 18 | w13 << 14) ^ w13 >>> 3) + w5 + ((w10 >>> 17 | w10 << 15) ^ (w10 >>> 19 | w10 << 13) ^ w10 >>> 10)) | 0;
    w13 = (w13 + ((w14 >>> 7 | w14 << 25) ^ (w14 >>> 18 | w14 << 14) ^ w14 >>> 3) + w6 + ((w11 >>> 17 | w11 << 15) ^ (w11 >>> 19 | w11 << 13) ^ w11 >>> 10)) | 0;
    w14 = (w14 + ((w15 >>> 7 | w15 << 25) ^ (w15 >>> 18 | w15 << 14) ^ w15 >>> 3) + w7 + ((w12 >>> 17 | w12 << 15) ^ (w12 >>> 19 | w12 << 13) ^ w12 >>> 10)) | 0;
    w15 = (w15 + ((w0 >>> 7 | w0 << 25) ^ (w0 >>> 18 | w0 << 14) ^ w0 >>> 3) + w8 + ((w13 >>> 17 | w13 << 15) ^ (w13 >>> 19 | w13 << 13) ^ w13 >>> 10)) | 0;
  }
  state[0]! += a; state[1]! += b;
  state[2]! += c; state[3]! += d;
  state[4]! += e; state[5]! += f;
  state[6]! += g; state[7]! += h;
}
