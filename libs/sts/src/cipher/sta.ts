import { type Block, readWord } from './block.js';
import { type StaTables, parseStaTables } from './sta-tables.js';

const ROUNDS = 16;
const COLUMNS = 4;
/** Octets of a block x values of the two key bits an octet meets x values of the octet. */
const FUSED_ENTRIES = 8 * 4 * 256;

/**
 * Substitution and permutation in one: entry (octet position, two key bits, octet value) is the high and the low half of the
 * 64-bit word that this octet contributes to the next round.
 */
export interface FusedStaTable {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** The tables of both directions. */
export interface FusedStaTables {
  readonly encrypt: FusedStaTable;
  readonly decrypt: FusedStaTable;
  /** The inverse permutation alone, which starts a decryption. */
  readonly unpermute: FusedStaTable;
  /** The inverse substitution alone, which ends a decryption. */
  readonly unsubstitute: FusedStaTable;
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
export function staEncrypt(block: Block, schedule: Int32Array, { encrypt }: FusedStaTables): void {
  const highs = encrypt.high;
  const lows = encrypt.low;
  let { high, low } = block;
  for (let round = 0; round < ROUNDS; round++) {
    const bits = schedule[round]!;
    const e0 = ((bits << 8) & 0x300) | (low & 0xff);
    const e1 = 0x0400 | ((bits << 6) & 0x300) | ((low >>> 8) & 0xff);
    const e2 = 0x0800 | ((bits << 4) & 0x300) | ((low >>> 16) & 0xff);
    const e3 = 0x0c00 | ((bits << 2) & 0x300) | (low >>> 24);
    const e4 = 0x1000 | (bits & 0x300) | (high & 0xff);
    const e5 = 0x1400 | ((bits >>> 2) & 0x300) | ((high >>> 8) & 0xff);
    const e6 = 0x1800 | ((bits >>> 4) & 0x300) | ((high >>> 16) & 0xff);
    const e7 = 0x1c00 | ((bits >>> 6) & 0x300) | (high >>> 24);
    high = highs[e0]! | highs[e1]! | highs[e2]! | highs[e3]! | highs[e4]! | highs[e5]! | highs[e6]! | highs[e7]!;
    low = lows[e0]! | lows[e1]! | lows[e2]! | lows[e3]! | lows[e4]! | lows[e5]! | lows[e6]! | lows[e7]!;
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
export function staDecrypt(block: Block, schedule: Int32Array, { unpermute, decrypt, unsubstitute }: FusedStaTables): void {
  mapOctets(block, 0, unpermute);
  const highs = decrypt.high;
  const lows = decrypt.low;
  let { high, low } = block;
  for (let round = ROUNDS - 1; round > 0; round--) {
    const bits = schedule[round]!;
    const e0 = ((bits << 8) & 0x300) | (low & 0xff);
    const e1 = 0x0400 | ((bits << 6) & 0x300) | ((low >>> 8) & 0xff);
    const e2 = 0x0800 | ((bits << 4) & 0x300) | ((low >>> 16) & 0xff);
    const e3 = 0x0c00 | ((bits << 2) & 0x300) | (low >>> 24);
    const e4 = 0x1000 | (bits & 0x300) | (high & 0xff);
    const e5 = 0x1400 | ((bits >>> 2) & 0x300) | ((high >>> 8) & 0xff);
    const e6 = 0x1800 | ((bits >>> 4) & 0x300) | ((high >>> 16) & 0xff);
    const e7 = 0x1c00 | ((bits >>> 6) & 0x300) | (high >>> 24);
    high = highs[e0]! | highs[e1]! | highs[e2]! | highs[e3]! | highs[e4]! | highs[e5]! | highs[e6]! | highs[e7]!;
    low = lows[e0]! | lows[e1]! | lows[e2]! | lows[e3]! | lows[e4]! | lows[e5]! | lows[e6]! | lows[e7]!;
  }
  block.high = high;
  block.low = low;
  mapOctets(block, schedule[0]!, unsubstitute);
}

/** One round, for the two that have a table of their own. */
function mapOctets(block: Block, bits: number, table: FusedStaTable): void {
  const { high, low } = block;
  let mappedHigh = 0;
  let mappedLow = 0;
  for (let octet = 0; octet < 8; octet++) {
    const value = (octet < 4 ? low >>> (8 * octet) : high >>> (8 * octet - 32)) & 0xff;
    const entry = (octet << 10) | (((bits >>> (2 * octet)) & 3) << 8) | value;
    mappedHigh |= table.high[entry]!;
    mappedLow |= table.low[entry]!;
  }
  block.high = mappedHigh;
  block.low = mappedLow;
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

function fuse(substitutions: readonly [readonly number[], readonly number[]], permutation: readonly number[]): FusedStaTable {
  const table = { high: new Int32Array(FUSED_ENTRIES), low: new Int32Array(FUSED_ENTRIES) };
  for (let entry = 0; entry < FUSED_ENTRIES; entry++) {
    const firstBit = (entry >>> 10) * 8;
    const lowNibble = substitutions[(entry >>> 8) & 1]![entry & 15]!;
    const highNibble = substitutions[(entry >>> 9) & 1]![(entry >>> 4) & 15]!;
    const octet = (highNibble << 4) | lowNibble;
    for (let bit = 0; bit < 8; bit++) {
      if (((octet >>> bit) & 1) === 0) continue;
      const target = permutation[firstBit + bit]!;
      (target < 32 ? table.low : table.high)[entry]! |= 1 << (target & 31);
    }
  }
  return table;
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
