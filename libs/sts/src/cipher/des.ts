import { type Block } from './block.js';
import { PERMUTED_CHOICE_1, PERMUTED_CHOICE_2, ROUND_PERMUTATION, ROUND_SHIFTS, SUBSTITUTIONS } from './des-tables.js';

export const DES_BLOCK_OCTETS = 8;
const ROUNDS = 16;
const HALF_KEY_BITS = 28;
const HALF_KEY_MASK = 0x0fff_ffff;
/** C and D are looked up in three pieces: their first nine bits, nine more, and the last ten; `start` is the first entry of each. */
const PIECES = [
  { first: 0, bits: 9, start: 0 },
  { first: 9, bits: 9, start: 512 },
  { first: 18, bits: 10, start: 1024 },
] as const;
/** Entries of the pieces of one half. */
const HALF_ENTRIES = 2048;
/** The lowest bit of each of the four groups of a round's key that come of C, and of the four of D. */
const GROUP_PLACES = [26, 10, 18, 2] as const;

/** Substitution and permutation in one: 8 x 64 words. */
const SUBSTITUTED = buildSubstituted();
/** Permuted choice 1 by octet of the key: to C and D. */
const CHOICE_1 = buildChoice1();
/** Permuted choice 2 by piece of C, then of D: to 24 bits each. */
const CHOICE_2 = buildChoice2();
/** Bit r is set where C and D turn by one before round r, and not by two. */
const TURNS_BY_ONE = ROUND_SHIFTS.reduce((bits: number, shift, round) => (shift === 1 ? bits | (1 << round) : bits), 0);

/**
 * Encrypts a block in place: single DES, one block, no padding. It is here because the standard derives
 * meter keys with it; it protects nothing else. A round's key is made when the round needs it, beside the round before,
 * and kept nowhere. The parity bits of the key play no part.
 *
 * @param key eight octets
 * @source FIPS 46-3
 */
export function desEncrypt(block: Block, key: Uint8Array): void {
  let c = 0;
  let d = 0;
  for (let octet = 0; octet < DES_BLOCK_OCTETS; octet++) {
    const entry = (octet << 9) | (key[octet]! << 1);
    c |= CHOICE_1[entry]!;
    d |= CHOICE_1[entry + 1]!;
  }
  permuteInitially(block);
  let left = block.high;
  let right = block.low;
  for (let round = 0; round < ROUNDS; round++) {
    // By a number known beforehand: the processor turns by a variable one more slowly than it foresees sixteen branches.
    if ((TURNS_BY_ONE >>> round) & 1) {
      c = ((c << 1) | (c >>> (HALF_KEY_BITS - 1))) & HALF_KEY_MASK;
      d = ((d << 1) | (d >>> (HALF_KEY_BITS - 1))) & HALF_KEY_MASK;
    } else {
      c = ((c << 2) | (c >>> (HALF_KEY_BITS - 2))) & HALF_KEY_MASK;
      d = ((d << 2) | (d >>> (HALF_KEY_BITS - 2))) & HALF_KEY_MASK;
    }
    const ofC = CHOICE_2[c >>> 19]! | CHOICE_2[512 | ((c >>> 10) & 0x1ff)]! | CHOICE_2[1024 | (c & 0x3ff)]!;
    const ofD = CHOICE_2[2048 | (d >>> 19)]! | CHOICE_2[2560 | ((d >>> 10) & 0x1ff)]! | CHOICE_2[3072 | (d & 0x3ff)]!;
    const mixed = left ^ roundFunction(right, ofC, ofD);
    left = right;
    right = mixed;
  }
  block.high = right;
  block.low = left;
  permuteFinally(block);
}

/**
 * The expansion takes six bits around each nibble: turned or shifted, the half meets two groups of a round's key at once, where
 * GROUP_PLACES has them.
 */
function roundFunction(right: number, ofC: number, ofD: number): number {
  const groups13 = ((right >>> 1) | (right << 31)) ^ ofC;
  const groups24 = (right >>> 13) ^ ofC;
  const groups57 = (right << 15) ^ ofD;
  const groups68 = ((right << 3) | (right >>> 29)) ^ ofD;
  return (
    SUBSTITUTED[groups13 >>> 26]! ^
    SUBSTITUTED[64 | ((groups24 >>> 10) & 0x3f)]! ^
    SUBSTITUTED[128 | ((groups13 >>> 18) & 0x3f)]! ^
    SUBSTITUTED[192 | ((groups24 >>> 2) & 0x3f)]! ^
    SUBSTITUTED[256 | (groups57 >>> 26)]! ^
    SUBSTITUTED[320 | ((groups68 >>> 10) & 0x3f)]! ^
    SUBSTITUTED[384 | ((groups57 >>> 18) & 0x3f)]! ^
    SUBSTITUTED[448 | ((groups68 >>> 2) & 0x3f)]!
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
  const words = new Int32Array(2 * HALF_ENTRIES);
  PERMUTED_CHOICE_2.forEach((source, target) => {
    const half = target < PERMUTED_CHOICE_2.length / 2 ? 0 : 1;
    const bit = source - 1 - half * HALF_KEY_BITS;
    const { first, bits, start } = PIECES.findLast((piece) => bit >= piece.first)!;
    const mask = 1 << (bits - 1 - (bit - first));
    const placed = 1 << (5 - (target % 6) + GROUP_PLACES[Math.floor(target / 6) % 4]!);
    for (let value = 0; value < 1 << bits; value++) if (value & mask) words[half * HALF_ENTRIES + start + value]! |= placed;
  });
  return words;
}

/** Visits (octet position, octet value) for every value in which bit `source` (1 the first of the block) is set. */
function forEachOctetWith(source: number, visit: (entry: number) => void): void {
  const octet = (source - 1) >>> 3;
  const mask = 0x80 >>> ((source - 1) & 7);
  for (let value = 0; value < 256; value++) if (value & mask) visit((octet << 8) | value);
}
