import { type Block, readWord } from './block.js';
import { type StaTables, parseStaTables } from './sta-tables.js';

const ROUNDS = 16;
const COLUMNS = 4;
/** Octets of a block x values of the two key bits an octet meets x values of the octet x two half words. */
const FUSED_WORDS = 8 * 4 * 256 * 2;

/**
 * Tables of substitution and permutation in one: entry (octet position, two key bits, octet value) is the
 * 64-bit word that this octet contributes to the next round, as high and low half beside each other.
 */
export interface FusedStaTables {
  readonly encrypt: Int32Array;
  readonly decrypt: Int32Array;
  /** The inverse permutation alone, which starts a decryption. */
  readonly unpermute: Int32Array;
  /** The inverse substitution alone, which ends a decryption. */
  readonly unsubstitute: Int32Array;
}

/**
 * The key bits that choose the substitution of each nibble, 16 bits per round: bit n for nibble n. Round r
 * of an encryption takes entry r, decryption takes them backwards.
 *
 * @param key eight octets, most significant first
 * @source IEC 62055-41 6.5.4.2: the key is complemented, rotated right by 12, and left by one after each round
 */
export function staSchedule(key: Uint8Array, schedule: Int32Array = new Int32Array(ROUNDS)): Int32Array {
  const high = ~readWord(key, 0);
  const low = ~readWord(key, 4);
  const rotatedHigh = (high >>> 12) | (low << 20);
  const rotatedLow = (low >>> 12) | (high << 20);
  // Bit 4n+3 of the key rotated left by 4q+j is bit 4(n-q)+(3-j): four columns of bits serve all rounds.
  for (let column = 0; column < COLUMNS; column++) {
    const bits = (gatherNibbleBits(rotatedHigh >>> (3 - column)) << 8) | gatherNibbleBits(rotatedLow >>> (3 - column));
    for (let turn = 0; turn < COLUMNS; turn++) {
      schedule[turn * COLUMNS + column] = ((bits << turn) | (bits >>> (16 - turn))) & 0xffff;
    }
  }
  return schedule;
}

/** Encrypts a block in place. @source IEC 62055-41 6.5.4, STA */
export function staEncrypt(block: Block, schedule: Int32Array, tables: FusedStaTables): void {
  const fused = tables.encrypt;
  let high = block.high;
  let low = block.low;
  for (let round = 0; round < ROUNDS; round++) {
    const bits = schedule[round]!;
    const e0 = ((bits << 9) & 0x600) | ((low & 0xff) << 1);
    const e1 = 0x0800 | ((bits << 7) & 0x600) | ((low >>> 7) & 0x1fe);
    const e2 = 0x1000 | ((bits << 5) & 0x600) | ((low >>> 15) & 0x1fe);
    const e3 = 0x1800 | ((bits << 3) & 0x600) | ((low >>> 23) & 0x1fe);
    const e4 = 0x2000 | ((bits << 1) & 0x600) | ((high & 0xff) << 1);
    const e5 = 0x2800 | ((bits >>> 1) & 0x600) | ((high >>> 7) & 0x1fe);
    const e6 = 0x3000 | ((bits >>> 3) & 0x600) | ((high >>> 15) & 0x1fe);
    const e7 = 0x3800 | ((bits >>> 5) & 0x600) | ((high >>> 23) & 0x1fe);
    high = fused[e0]! | fused[e1]! | fused[e2]! | fused[e3]! | fused[e4]! | fused[e5]! | fused[e6]! | fused[e7]!;
    low =
      fused[e0 + 1]! | fused[e1 + 1]! | fused[e2 + 1]! | fused[e3 + 1]! | fused[e4 + 1]! | fused[e5 + 1]! | fused[e6 + 1]! | fused[e7 + 1]!;
  }
  block.high = high;
  block.low = low;
}

/**
 * Decrypts a block in place. The standard's decryption starts each round with the permutation; taken one
 * half round later, all rounds but the last are again substitution and permutation in one table.
 *
 * @source IEC 62055-41 7.3.4.3, STA decryption
 */
export function staDecrypt(block: Block, schedule: Int32Array, tables: FusedStaTables): void {
  mapOctets(block, 0, tables.unpermute);
  for (let round = ROUNDS - 1; round > 0; round--) mapOctets(block, schedule[round]!, tables.decrypt);
  mapOctets(block, schedule[0]!, tables.unsubstitute);
}

function mapOctets(block: Block, bits: number, fused: Int32Array): void {
  const { high, low } = block;
  const e0 = ((bits << 9) & 0x600) | ((low & 0xff) << 1);
  const e1 = 0x0800 | ((bits << 7) & 0x600) | ((low >>> 7) & 0x1fe);
  const e2 = 0x1000 | ((bits << 5) & 0x600) | ((low >>> 15) & 0x1fe);
  const e3 = 0x1800 | ((bits << 3) & 0x600) | ((low >>> 23) & 0x1fe);
  const e4 = 0x2000 | ((bits << 1) & 0x600) | ((high & 0xff) << 1);
  const e5 = 0x2800 | ((bits >>> 1) & 0x600) | ((high >>> 7) & 0x1fe);
  const e6 = 0x3000 | ((bits >>> 3) & 0x600) | ((high >>> 15) & 0x1fe);
  const e7 = 0x3800 | ((bits >>> 5) & 0x600) | ((high >>> 23) & 0x1fe);
  block.high = fused[e0]! | fused[e1]! | fused[e2]! | fused[e3]! | fused[e4]! | fused[e5]! | fused[e6]! | fused[e7]!;
  block.low =
    fused[e0 + 1]! | fused[e1 + 1]! | fused[e2 + 1]! | fused[e3 + 1]! | fused[e4 + 1]! | fused[e5 + 1]! | fused[e6 + 1]! | fused[e7 + 1]!;
}

const fusedBySet = new WeakMap<StaTables, FusedStaTables>();

/**
 * The fused form of a set of tables; built once per set and kept as long as the set lives. The set is
 * copied when it is checked, so changing it afterwards changes nothing: pass a new one.
 *
 * @throws {StsError} `sts.tables_invalid`
 */
export function fuseStaTables(tables: StaTables): FusedStaTables {
  const known = typeof tables === 'object' && tables !== null ? fusedBySet.get(tables) : undefined;
  if (known) return known;
  const { substitution1, substitution2, permutation } = parseStaTables(tables);
  const identity = Array.from({ length: 64 }, (_, bit) => bit);
  const unpermutation = invert(permutation);
  const inverses = [invert(substitution1), invert(substitution2)] as const;
  const fused = {
    encrypt: fuse([substitution1, substitution2], permutation),
    decrypt: fuse(inverses, unpermutation),
    unpermute: fuse([identity, identity], unpermutation),
    unsubstitute: fuse(inverses, identity),
  };
  fusedBySet.set(tables, fused);
  return fused;
}

function fuse(substitutions: readonly [readonly number[], readonly number[]], permutation: readonly number[]): Int32Array {
  const words = new Int32Array(FUSED_WORDS);
  for (let entry = 0; entry < FUSED_WORDS / 2; entry++) {
    const firstBit = (entry >>> 10) * 8;
    const lowNibble = substitutions[(entry >>> 8) & 1]![entry & 15]!;
    const highNibble = substitutions[(entry >>> 9) & 1]![(entry >>> 4) & 15]!;
    const octet = (highNibble << 4) | lowNibble;
    for (let bit = 0; bit < 8; bit++) {
      if (((octet >>> bit) & 1) === 0) continue;
      const target = permutation[firstBit + bit]!;
      words[entry * 2 + (target < 32 ? 1 : 0)]! |= 1 << (target & 31);
    }
  }
  return words;
}

function invert(permutation: readonly number[]): readonly number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((target, source) => (inverse[target] = source));
  return inverse;
}

/** The least significant bit of each of a word's eight nibbles, as one octet. */
function gatherNibbleBits(word: number): number {
  const lone = word & 0x1111_1111;
  const pairs = (lone | (lone >>> 3)) & 0x0303_0303;
  const quads = (pairs | (pairs >>> 6)) & 0x000f_000f;
  return (quads | (quads >>> 12)) & 0xff;
}
