import { type Block } from './block.js';
import { S7, S9 } from './misty1-tables.js';

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
export function misty1Schedule(key: Uint8Array): number[] {
  const a = readHalfWord(key, 0);
  const b = readHalfWord(key, 2);
  const c = readHalfWord(key, 4);
  const d = readHalfWord(key, 6);
  const e = readHalfWord(key, 8);
  const f = readHalfWord(key, 10);
  const g = readHalfWord(key, 12);
  const h = readHalfWord(key, 14);
  return [a, b, c, d, e, f, g, h, fi(a, b), fi(b, c), fi(c, d), fi(d, e), fi(e, f), fi(f, g), fi(g, h), fi(h, a)];
}

function readHalfWord(octets: Uint8Array, offset: number): number {
  return (octets[offset]! << 8) | octets[offset + 1]!;
}

/** Encrypts a block in place, eight rounds. @source RFC 2994, 2.3 */
export function misty1Encrypt(block: Block, schedule: readonly number[]): void {
  let left = block.high;
  let right = block.low;
  for (let pair = 0; pair < 4; pair++) {
    left = fl(left, schedule[pair]!, schedule[MIXED + ((pair + 6) & 7)]!);
    right = fl(right, schedule[MIXED + pair + 2]!, schedule[pair + 4]!);
    right ^= fo(left, 2 * pair, schedule);
    left ^= fo(right, 2 * pair + 1, schedule);
  }
  block.high = fl(right, schedule[MIXED + 6]!, schedule[0]!);
  block.low = fl(left, schedule[4]!, schedule[MIXED + 2]!);
}

/** Decrypts a block in place, eight rounds. @source RFC 2994, 2.3 */
export function misty1Decrypt(block: Block, schedule: readonly number[]): void {
  let right = flInverse(block.high, schedule[MIXED + 6]!, schedule[0]!);
  let left = flInverse(block.low, schedule[4]!, schedule[MIXED + 2]!);
  for (let pair = 3; pair >= 0; pair--) {
    left ^= fo(right, 2 * pair + 1, schedule);
    right ^= fo(left, 2 * pair, schedule);
    left = flInverse(left, schedule[pair]!, schedule[MIXED + ((pair + 6) & 7)]!);
    right = flInverse(right, schedule[MIXED + pair + 2]!, schedule[pair + 4]!);
  }
  block.high = left;
  block.low = right;
}

/** FI three times, written out: the engine would make a call of each, which takes as long again. */
function fo(input: number, round: number, schedule: readonly number[]): number {
  let p = input >>> 16;
  let q = input & 0xffff;
  p ^= schedule[round]!;
  let mixed = FROM_NINE[(p >>> 7) & 0x1ff]! ^ FROM_SEVEN[p & 0x7f]! ^ schedule[MIXED + ((round + 5) & 7)]!;
  p = NINE_AGAIN[mixed & 0x1ff]! ^ (mixed & 0xfe00) ^ (mixed >>> 9) ^ q;
  q ^= schedule[(round + 2) & 7]!;
  mixed = FROM_NINE[(q >>> 7) & 0x1ff]! ^ FROM_SEVEN[q & 0x7f]! ^ schedule[MIXED + ((round + 1) & 7)]!;
  q = NINE_AGAIN[mixed & 0x1ff]! ^ (mixed & 0xfe00) ^ (mixed >>> 9) ^ p;
  p ^= schedule[(round + 7) & 7]!;
  mixed = FROM_NINE[(p >>> 7) & 0x1ff]! ^ FROM_SEVEN[p & 0x7f]! ^ schedule[MIXED + ((round + 3) & 7)]!;
  p = NINE_AGAIN[mixed & 0x1ff]! ^ (mixed & 0xfe00) ^ (mixed >>> 9) ^ q;
  return ((q ^ schedule[(round + 4) & 7]!) << 16) | p;
}

function fi(input: number, key: number): number {
  const mixed = FROM_NINE[(input >>> 7) & 0x1ff]! ^ FROM_SEVEN[input & 0x7f]! ^ key;
  return NINE_AGAIN[mixed & 0x1ff]! ^ (mixed & 0xfe00) ^ (mixed >>> 9);
}

/**
 * The lower half takes the upper one AND a key word, then the upper half the lower one OR another. On the left the key's own word is
 * the one for AND and a mixed one that for OR; on the right it is the other way round.
 */
function fl(input: number, andKey: number, orKey: number): number {
  const word = input ^ ((input >>> 16) & andKey);
  return word ^ ((word | orKey) << 16);
}

function flInverse(input: number, andKey: number, orKey: number): number {
  const word = input ^ ((input | orKey) << 16);
  return word ^ ((word >>> 16) & andKey);
}
