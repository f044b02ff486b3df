import { type Block } from './block.js';
import { INITIAL_PERMUTATION, PERMUTED_CHOICE_1, PERMUTED_CHOICE_2, ROUND_PERMUTATION, ROUND_SHIFTS, SUBSTITUTIONS } from './des-tables.js';

export const DES_BLOCK_OCTETS = 8;
const ROUNDS = 16;
const HALF_KEY_BITS = 28;
const HALF_KEY_MASK = 0x0fff_ffff;

/** Substitution and permutation in one: 8 x 64 words. */
const SUBSTITUTED = buildSubstituted();
/** Initial and final permutation, by octet: (octet position, value) to high and low half. */
const INITIAL = buildOctetPermutation(INITIAL_PERMUTATION);
const FINAL = buildOctetPermutation(invert(INITIAL_PERMUTATION));
/** Permuted choice 1 by octet of the key: to C and D. */
const CHOICE_1 = buildChoice1();
/** Permuted choice 2 by seven bits of C (first four tables) and D (last four): to 24 bits each. */
const CHOICE_2 = buildChoice2();

/**
 * The sixteen round keys of a key, two words of four 6-bit groups each (one group per octet). The parity
 * bits of the key play no part.
 *
 * @param key eight octets
 * @source FIPS 46-3
 */
export function desSchedule(key: Uint8Array, schedule: Int32Array = new Int32Array(2 * ROUNDS)): Int32Array {
  let c = 0;
  let d = 0;
  for (let octet = 0; octet < DES_BLOCK_OCTETS; octet++) {
    const entry = (octet << 9) | (key[octet]! << 1);
    c |= CHOICE_1[entry]!;
    d |= CHOICE_1[entry + 1]!;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const shift = ROUND_SHIFTS[round]!;
    c = ((c << shift) | (c >>> (HALF_KEY_BITS - shift))) & HALF_KEY_MASK;
    d = ((d << shift) | (d >>> (HALF_KEY_BITS - shift))) & HALF_KEY_MASK;
    schedule[2 * round] =
      CHOICE_2[c >>> 21]! | CHOICE_2[128 | ((c >>> 14) & 0x7f)]! | CHOICE_2[256 | ((c >>> 7) & 0x7f)]! | CHOICE_2[384 | (c & 0x7f)]!;
    schedule[2 * round + 1] =
      CHOICE_2[512 | (d >>> 21)]! |
      CHOICE_2[640 | ((d >>> 14) & 0x7f)]! |
      CHOICE_2[768 | ((d >>> 7) & 0x7f)]! |
      CHOICE_2[896 | (d & 0x7f)]!;
  }
  return schedule;
}

/**
 * Encrypts a block in place: single DES, one block, no padding. It is here because the standard derives
 * meter keys with it; it protects nothing else.
 *
 * @source FIPS 46-3
 */
export function desEncrypt(block: Block, schedule: Int32Array): void {
  permuteOctets(block, INITIAL);
  let left = block.high;
  let right = block.low;
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = left ^ roundFunction(right, schedule[2 * round]!, schedule[2 * round + 1]!);
    left = right;
    right = mixed;
  }
  block.high = right;
  block.low = left;
  permuteOctets(block, FINAL);
}

/** The expansion takes six bits around each nibble: the odd groups and the even groups line up in two rotations. */
function roundFunction(right: number, groups1To4: number, groups5To8: number): number {
  const turned = (right >>> 1) | (right << 31);
  const ends = (right << 1) | (right >>> 31);
  return (
    SUBSTITUTED[((turned >>> 26) & 0x3f) ^ (groups1To4 >>> 24)]! ^
    SUBSTITUTED[64 + (((turned >>> 22) & 0x3f) ^ ((groups1To4 >>> 16) & 0x3f))]! ^
    SUBSTITUTED[128 + (((turned >>> 18) & 0x3f) ^ ((groups1To4 >>> 8) & 0x3f))]! ^
    SUBSTITUTED[192 + (((turned >>> 14) & 0x3f) ^ (groups1To4 & 0x3f))]! ^
    SUBSTITUTED[256 + (((turned >>> 10) & 0x3f) ^ (groups5To8 >>> 24))]! ^
    SUBSTITUTED[320 + (((turned >>> 6) & 0x3f) ^ ((groups5To8 >>> 16) & 0x3f))]! ^
    SUBSTITUTED[384 + (((turned >>> 2) & 0x3f) ^ ((groups5To8 >>> 8) & 0x3f))]! ^
    SUBSTITUTED[448 + ((ends & 0x3f) ^ (groups5To8 & 0x3f))]!
  );
}

function permuteOctets(block: Block, table: Int32Array): void {
  let high = 0;
  let low = 0;
  for (let octet = 0; octet < DES_BLOCK_OCTETS; octet++) {
    const word = octet < 4 ? block.high : block.low;
    const entry = (octet << 9) | (((word >>> (24 - 8 * (octet & 3))) & 0xff) << 1);
    high |= table[entry]!;
    low |= table[entry + 1]!;
  }
  block.high = high;
  block.low = low;
}

function buildSubstituted(): Int32Array {
  const words = new Int32Array(8 * 64);
  SUBSTITUTIONS.forEach((box, index) => {
    for (let group = 0; group < 64; group++) {
      const row = ((group >>> 4) & 2) | (group & 1);
      const value = box[row * 16 + ((group >>> 1) & 15)]!;
      let word = 0;
      ROUND_PERMUTATION.forEach((source, target) => {
        const bit = source - 1 - index * 4;
        if (bit >= 0 && bit < 4 && (value >>> (3 - bit)) & 1) word |= 1 << (31 - target);
      });
      words[index * 64 + group] = word;
    }
  });
  return words;
}

function buildOctetPermutation(permutation: readonly number[]): Int32Array {
  const words = new Int32Array(DES_BLOCK_OCTETS * 512);
  permutation.forEach((source, target) => {
    forEachOctetWith(source, (entry) => {
      words[entry * 2 + (target < 32 ? 0 : 1)]! |= 1 << (31 - (target & 31));
    });
  });
  return words;
}

function buildChoice1(): Int32Array {
  const words = new Int32Array(DES_BLOCK_OCTETS * 512);
  PERMUTED_CHOICE_1.forEach((source, target) => {
    const half = target < HALF_KEY_BITS ? 0 : 1;
    forEachOctetWith(source, (entry) => {
      words[entry * 2 + half]! |= 1 << (HALF_KEY_BITS - 1 - (target - half * HALF_KEY_BITS));
    });
  });
  return words;
}

function buildChoice2(): Int32Array {
  const words = new Int32Array(8 * 128);
  PERMUTED_CHOICE_2.forEach((source, target) => {
    const table = Math.floor((source - 1) / 7);
    const mask = 1 << (6 - ((source - 1) % 7));
    const placed = 1 << (5 - (target % 6) + 8 * (3 - (Math.floor(target / 6) & 3)));
    for (let value = 0; value < 128; value++) if (value & mask) words[table * 128 + value]! |= placed;
  });
  return words;
}

/** Visits (octet position, octet value) for every value in which bit `source` (1 the first of the block) is set. */
function forEachOctetWith(source: number, visit: (entry: number) => void): void {
  const octet = (source - 1) >>> 3;
  const mask = 0x80 >>> ((source - 1) & 7);
  for (let value = 0; value < 256; value++) if (value & mask) visit((octet << 8) | value);
}

function invert(permutation: readonly number[]): readonly number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((source, target) => (inverse[source - 1] = target + 1));
  return inverse;
}
