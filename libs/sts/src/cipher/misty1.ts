import { type Block } from './block.js';
import { S7, S9 } from './misty1-tables.js';

const KEY_WORDS = 8;
/** Where the words FI(K[i], K[i+1]) start in a schedule, behind the key's own words. */
const MIXED = 8;

/**
 * FI splits its 16 bits into nine and seven. Its first two steps are exclusive-or of what each part contributes to both; so is the
 * key's part, and the third step puts S9 of the nine over the seven.
 */
const FROM_NINE = Int32Array.from(S9, (nine) => ((nine & 0x7f) << 9) | nine);
const FROM_SEVEN = Int32Array.from(S7, (substituted, seven) => ((substituted ^ seven) << 9) | seven);
const NINE_AGAIN = Int32Array.from(S9);

/**
 * The key schedule: the key's eight 16-bit words K, then the eight words Q[i] = FI(K[i], K[i+1]).
 *
 * @param key sixteen octets in natural order
 * @source RFC 2994, 2.1
 */
export function misty1Schedule(key: Uint8Array, schedule: Int32Array = new Int32Array(2 * KEY_WORDS)): Int32Array {
  for (let word = 0; word < KEY_WORDS; word++) schedule[word] = (key[2 * word]! << 8) | key[2 * word + 1]!;
  for (let word = 0; word < KEY_WORDS; word++) schedule[MIXED + word] = fi(schedule[word]!, schedule[(word + 1) & 7]!);
  return schedule;
}

/** Encrypts a block in place, eight rounds. @source RFC 2994, 2.3 */
export function misty1Encrypt(block: Block, schedule: Int32Array): void {
  let left = block.high;
  let right = block.low;
  for (let round = 0; round < 8; round += 2) {
    left = fl(left, round, schedule);
    right = fl(right, round + 1, schedule);
    right ^= fo(left, round, schedule);
    left ^= fo(right, round + 1, schedule);
  }
  block.high = fl(right, 9, schedule);
  block.low = fl(left, 8, schedule);
}

/** Decrypts a block in place, eight rounds. @source RFC 2994, 2.3 */
export function misty1Decrypt(block: Block, schedule: Int32Array): void {
  let right = flInverse(block.high, 9, schedule);
  let left = flInverse(block.low, 8, schedule);
  for (let round = 6; round >= 0; round -= 2) {
    left ^= fo(right, round + 1, schedule);
    right ^= fo(left, round, schedule);
    left = flInverse(left, round, schedule);
    right = flInverse(right, round + 1, schedule);
  }
  block.high = left;
  block.low = right;
}

function fo(input: number, round: number, schedule: Int32Array): number {
  let p = input >>> 16;
  let q = input & 0xffff;
  p = fi(p ^ schedule[round]!, schedule[MIXED + ((round + 5) & 7)]!) ^ q;
  q = fi(q ^ schedule[(round + 2) & 7]!, schedule[MIXED + ((round + 1) & 7)]!) ^ p;
  p = fi(p ^ schedule[(round + 7) & 7]!, schedule[MIXED + ((round + 3) & 7)]!) ^ q;
  q ^= schedule[(round + 4) & 7]!;
  return (q << 16) | p;
}

function fi(input: number, key: number): number {
  const mixed = FROM_NINE[input >>> 7]! ^ FROM_SEVEN[input & 0x7f]! ^ key;
  return NINE_AGAIN[mixed & 0x1ff]! ^ (mixed & 0xfe00) ^ (mixed >>> 9);
}

/** The lower half takes the upper one AND a key word, then the upper half the lower one OR another. */
function fl(input: number, index: number, schedule: Int32Array): number {
  const word = input ^ ((input >>> 16) & andKey(index, schedule));
  return word ^ ((word | orKey(index, schedule)) << 16);
}

function flInverse(input: number, index: number, schedule: Int32Array): number {
  const word = input ^ ((input | orKey(index, schedule)) << 16);
  return word ^ ((word >>> 16) & andKey(index, schedule));
}

/** Even FL layers take the key's own word for AND and a mixed one for OR; odd layers the other way round. */
function andKey(index: number, schedule: Int32Array): number {
  const half = index >>> 1;
  return index & 1 ? schedule[MIXED + ((half + 2) & 7)]! : schedule[half]!;
}

function orKey(index: number, schedule: Int32Array): number {
  const half = index >>> 1;
  return index & 1 ? schedule[(half + 4) & 7]! : schedule[MIXED + ((half + 6) & 7)]!;
}
