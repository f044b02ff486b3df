import { type Block } from './block.js';
import { PERMUTED_CHOICE_1, PERMUTED_CHOICE_2, ROUND_PERMUTATION, ROUND_SHIFTS, SUBSTITUTIONS } from './des-tables.js';

export const DES_BLOCK_OCTETS = 8;
const ROUNDS = 16;
const HALF_KEY_BITS = 28;
const HALF_KEY_MASK = 0x0fff_ffff;
/** The lowest bit of each of the eight groups of a round's key: the first four in the word that comes of C, the others in that of D. */
const GROUP_PLACES = [26, 10, 18, 2, 10, 26, 2, 18] as const;

/** Substitution and permutation in one: 8 x 64 words. */
const SUBSTITUTED = buildSubstituted();
/** Permuted choice 1 by octet of the key: to C and D. */
const CHOICE_1 = buildChoice1();
/** Permuted choice 2 by seven bits of C (first four tables) and D (last four): to 24 bits each. */
const CHOICE_2 = buildChoice2();
/** Bit r is set where C and D turn by one before round r, and not by two. */
const TURNS_BY_ONE = ROUND_SHIFTS.reduce((bits: number, shift, round) => (shift === 1 ? bits | (1 << round) : bits), 0);

/**
 * The sixteen round keys of a key, two words each: the groups of six bits that meet the first, third, fifth and seventh
 * substitution, then those of the others, each in the upper bits of its octet. The parity bits of the key play no part.
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
    const shift = 2 - ((TURNS_BY_ONE >>> round) & 1);
    c = ((c << shift) | (c >>> (HALF_KEY_BITS - shift))) & HALF_KEY_MASK;
    d = ((d << shift) | (d >>> (HALF_KEY_BITS - shift))) & HALF_KEY_MASK;
    // Of C come groups 1, 3, 2, 4, of D groups 6, 8, 5, 7: either half of the words then finds its place at once.
    const ofC =
      CHOICE_2[c >>> 21]! | CHOICE_2[128 | ((c >>> 14) & 0x7f)]! | CHOICE_2[256 | ((c >>> 7) & 0x7f)]! | CHOICE_2[384 | (c & 0x7f)]!;
    const ofD =
      CHOICE_2[512 | (d >>> 21)]! |
      CHOICE_2[640 | ((d >>> 14) & 0x7f)]! |
      CHOICE_2[768 | ((d >>> 7) & 0x7f)]! |
      CHOICE_2[896 | (d & 0x7f)]!;
    schedule[2 * round] = (ofC & 0xffff_0000) | (ofD & 0xffff);
    schedule[2 * round + 1] = (ofC << 16) | (ofD >>> 16);
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
  permuteInitially(block);
  let left = block.high;
  let right = block.low;
  for (let word = 0; word < 2 * ROUNDS; word += 4) {
    left ^= roundFunction(right, schedule[word]!, schedule[word + 1]!);
    right ^= roundFunction(left, schedule[word + 2]!, schedule[word + 3]!);
  }
  block.high = right;
  block.low = left;
  permuteFinally(block);
}

/** The expansion takes six bits around each nibble: the odd groups and the even groups line up in two rotations. */
function roundFunction(right: number, oddGroups: number, evenGroups: number): number {
  const odd = ((right >>> 1) | (right << 31)) ^ oddGroups;
  const even = ((right << 3) | (right >>> 29)) ^ evenGroups;
  return (
    SUBSTITUTED[odd >>> 26]! ^
    SUBSTITUTED[64 | (even >>> 26)]! ^
    SUBSTITUTED[128 | ((odd >>> 18) & 0x3f)]! ^
    SUBSTITUTED[192 | ((even >>> 18) & 0x3f)]! ^
    SUBSTITUTED[256 | ((odd >>> 10) & 0x3f)]! ^
    SUBSTITUTED[320 | ((even >>> 10) & 0x3f)]! ^
    SUBSTITUTED[384 | ((odd >>> 2) & 0x3f)]! ^
    SUBSTITUTED[448 | ((even >>> 2) & 0x3f)]!
  );
}

/**
 * The initial permutation turns the block, as eight rows of eight bits, on its side: bits of the two halves change places, in
 * groups of four, sixteen, two, eight and one.
 */
function permuteInitially(block: Block): void {
  let { high, low } = block;
  let changed = ((high >>> 4) ^ low) & 0x0f0f_0f0f;
  low ^= changed;
  high ^= changed << 4;
  changed = ((high >>> 16) ^ low) & 0x0000_ffff;
  low ^= changed;
  high ^= changed << 16;
  changed = ((low >>> 2) ^ high) & 0x3333_3333;
  high ^= changed;
  low ^= changed << 2;
  changed = ((low >>> 8) ^ high) & 0x00ff_00ff;
  high ^= changed;
  low ^= changed << 8;
  changed = ((high >>> 1) ^ low) & 0x5555_5555;
  block.low = low ^ changed;
  block.high = high ^ (changed << 1);
}

/** The same changes backwards. */
function permuteFinally(block: Block): void {
  let { high, low } = block;
  let changed = ((high >>> 1) ^ low) & 0x5555_5555;
  low ^= changed;
  high ^= changed << 1;
  changed = ((low >>> 8) ^ high) & 0x00ff_00ff;
  high ^= changed;
  low ^= changed << 8;
  changed = ((low >>> 2) ^ high) & 0x3333_3333;
  high ^= changed;
  low ^= changed << 2;
  changed = ((high >>> 16) ^ low) & 0x0000_ffff;
  low ^= changed;
  high ^= changed << 16;
  changed = ((high >>> 4) ^ low) & 0x0f0f_0f0f;
  block.low = low ^ changed;
  block.high = high ^ (changed << 4);
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
    const placed = 1 << (5 - (target % 6) + GROUP_PLACES[Math.floor(target / 6)]!);
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
