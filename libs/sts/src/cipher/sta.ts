import { type Block, readWord } from './block.js';
import { type StaTables, parseStaTables } from './sta-tables.js';

const ROUNDS = 16;
/** Values of the two key bits that an octet meets x values of the octet. */
const OCTET_ENTRIES = 4 * 256;
/** Octets of a block x entries of an octet. */
const FUSED_ENTRIES = 8 * OCTET_ENTRIES;

/** The tables of both directions. */
export interface FusedStaTables {
  /**
   * Substitution and permutation in one: entry (octet position, two key bits, octet value) is the high and, beside it, the low half
   * of the 64-bit word that this octet contributes to the next round.
   */
  readonly encrypt: Int32Array;
  readonly decrypt: Int32Array;
  /** The inverse permutation alone, which starts a decryption: entry (octet position, octet value), high and low half. */
  readonly unpermute: Int32Array;
  /** The inverse substitution alone, which ends a decryption: entry (two key bits, octet value) is an octet. */
  readonly unsubstitute: Uint8Array;
}

/**
 * The tables in use, copied here. They never change place or length, which lets the engine compile look-ups without asking for either:
 * a quarter of a token's time. Whoever uses sets in turn pays for copying some 150 KB each time.
 */
const encryptTable = new Int32Array(2 * FUSED_ENTRIES);
const decryptTable = new Int32Array(2 * FUSED_ENTRIES);
const unpermuteTable = new Int32Array(2 * 8 * 256);
const unsubstituteTable = new Uint8Array(OCTET_ENTRIES);
let inUse: FusedStaTables | undefined;

function use(tables: FusedStaTables): void {
  encryptTable.set(tables.encrypt);
  decryptTable.set(tables.decrypt);
  unpermuteTable.set(tables.unpermute);
  unsubstituteTable.set(tables.unsubstitute);
  inUse = tables;
}

/**
 * The key bits that choose the substitution of each nibble, 16 bits per round: bit n for nibble n. Round r
 * of an encryption takes entry r, decryption takes them backwards.
 *
 * @param key eight octets, most significant first
 * @source IEC 62055-41 6.5.4.2: the key is complemented, rotated right by 12, and left by one after each round
 */
export function staSchedule(key: Uint8Array): number[] {
  const high = ~readWord(key, 0);
  const low = ~readWord(key, 4);
  const rotatedHigh = (high >>> 12) | (low << 20);
  const rotatedLow = (low >>> 12) | (high << 20);
  // Bit 4n+3 of the key rotated left by 4q+j is bit 4(n-q)+(3-j): four columns of bits serve all rounds.
  const a = columnOf(rotatedHigh >>> 3, rotatedLow >>> 3);
  const b = columnOf(rotatedHigh >>> 2, rotatedLow >>> 2);
  const c = columnOf(rotatedHigh >>> 1, rotatedLow >>> 1);
  const d = columnOf(rotatedHigh, rotatedLow);
  // prettier-ignore
  return [
    a, b, c, d,
    turn(a, 1), turn(b, 1), turn(c, 1), turn(d, 1),
    turn(a, 2), turn(b, 2), turn(c, 2), turn(d, 2),
    turn(a, 3), turn(b, 3), turn(c, 3), turn(d, 3),
  ];
}

function columnOf(high: number, low: number): number {
  return (gatherNibbleBits(high) << 8) | gatherNibbleBits(low);
}

/** Sixteen bits, rotated left. */
function turn(bits: number, by: number): number {
  return ((bits << by) | (bits >>> (16 - by))) & 0xffff;
}

/** Encrypts a block in place. @source IEC 62055-41 6.5.4, STA */
export function staEncrypt(block: Block, schedule: readonly number[], tables: FusedStaTables): void {
  if (tables !== inUse) use(tables);
  let { high, low } = block;
  for (let round = 0; round < ROUNDS; round++) {
    const bits = schedule[round]!;
    const e0 = ((bits << 9) & 0x600) | ((low << 1) & 0x1fe);
    const e1 = 0x0800 | ((bits << 7) & 0x600) | ((low >>> 7) & 0x1fe);
    const e2 = 0x1000 | ((bits << 5) & 0x600) | ((low >>> 15) & 0x1fe);
    const e3 = 0x1800 | ((bits << 3) & 0x600) | ((low >>> 23) & 0x1fe);
    const e4 = 0x2000 | ((bits << 1) & 0x600) | ((high << 1) & 0x1fe);
    const e5 = 0x2800 | ((bits >>> 1) & 0x600) | ((high >>> 7) & 0x1fe);
    const e6 = 0x3000 | ((bits >>> 3) & 0x600) | ((high >>> 15) & 0x1fe);
    const e7 = 0x3800 | ((bits >>> 5) & 0x600) | ((high >>> 23) & 0x1fe);
    high =
      encryptTable[e0]! |
      encryptTable[e1]! |
      encryptTable[e2]! |
      encryptTable[e3]! |
      encryptTable[e4]! |
      encryptTable[e5]! |
      encryptTable[e6]! |
      encryptTable[e7]!;
    low =
      encryptTable[e0 | 1]! |
      encryptTable[e1 | 1]! |
      encryptTable[e2 | 1]! |
      encryptTable[e3 | 1]! |
      encryptTable[e4 | 1]! |
      encryptTable[e5 | 1]! |
      encryptTable[e6 | 1]! |
      encryptTable[e7 | 1]!;
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
export function staDecrypt(block: Block, schedule: readonly number[], tables: FusedStaTables): void {
  if (tables !== inUse) use(tables);
  unpermute(block);
  let { high, low } = block;
  for (let round = ROUNDS - 1; round > 0; round--) {
    const bits = schedule[round]!;
    const e0 = ((bits << 9) & 0x600) | ((low << 1) & 0x1fe);
    const e1 = 0x0800 | ((bits << 7) & 0x600) | ((low >>> 7) & 0x1fe);
    const e2 = 0x1000 | ((bits << 5) & 0x600) | ((low >>> 15) & 0x1fe);
    const e3 = 0x1800 | ((bits << 3) & 0x600) | ((low >>> 23) & 0x1fe);
    const e4 = 0x2000 | ((bits << 1) & 0x600) | ((high << 1) & 0x1fe);
    const e5 = 0x2800 | ((bits >>> 1) & 0x600) | ((high >>> 7) & 0x1fe);
    const e6 = 0x3000 | ((bits >>> 3) & 0x600) | ((high >>> 15) & 0x1fe);
    const e7 = 0x3800 | ((bits >>> 5) & 0x600) | ((high >>> 23) & 0x1fe);
    high =
      decryptTable[e0]! |
      decryptTable[e1]! |
      decryptTable[e2]! |
      decryptTable[e3]! |
      decryptTable[e4]! |
      decryptTable[e5]! |
      decryptTable[e6]! |
      decryptTable[e7]!;
    low =
      decryptTable[e0 | 1]! |
      decryptTable[e1 | 1]! |
      decryptTable[e2 | 1]! |
      decryptTable[e3 | 1]! |
      decryptTable[e4 | 1]! |
      decryptTable[e5 | 1]! |
      decryptTable[e6 | 1]! |
      decryptTable[e7 | 1]!;
  }
  const bits = schedule[0]!;
  block.high = unsubstitute(high, bits >>> 8);
  block.low = unsubstitute(low, bits);
}

/** The inverse permutation of a block. */
function unpermute(block: Block): void {
  const { high, low } = block;
  const e0 = (low << 1) & 0x1fe;
  const e1 = 0x200 | ((low >>> 7) & 0x1fe);
  const e2 = 0x400 | ((low >>> 15) & 0x1fe);
  const e3 = 0x600 | ((low >>> 23) & 0x1fe);
  const e4 = 0x800 | ((high << 1) & 0x1fe);
  const e5 = 0xa00 | ((high >>> 7) & 0x1fe);
  const e6 = 0xc00 | ((high >>> 15) & 0x1fe);
  const e7 = 0xe00 | ((high >>> 23) & 0x1fe);
  const table = unpermuteTable;
  block.high = table[e0]! | table[e1]! | table[e2]! | table[e3]! | table[e4]! | table[e5]! | table[e6]! | table[e7]!;
  block.low =
    table[e0 | 1]! | table[e1 | 1]! | table[e2 | 1]! | table[e3 | 1]! | table[e4 | 1]! | table[e5 | 1]! | table[e6 | 1]! | table[e7 | 1]!;
}

/** The inverse substitution of half a block, octet by octet, with the lower eight of the key bits. */
function unsubstitute(word: number, bits: number): number {
  return (
    unsubstituteTable[((bits << 8) & 0x300) | (word & 0xff)]! |
    (unsubstituteTable[((bits << 6) & 0x300) | ((word >>> 8) & 0xff)]! << 8) |
    (unsubstituteTable[((bits << 4) & 0x300) | ((word >>> 16) & 0xff)]! << 16) |
    (unsubstituteTable[((bits << 2) & 0x300) | (word >>> 24)]! << 24)
  );
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
  const unpermutation = invert(permutation);
  const substituted = substitutedOctets(substitution1, substitution2);
  const unsubstituted = substitutedOctets(invert(substitution1), invert(substitution2));
  const fused = {
    encrypt: fuse(substituted, permutation),
    decrypt: fuse(unsubstituted, unpermutation),
    unpermute: fuse(
      Uint8Array.from({ length: 256 }, (_, octet) => octet),
      unpermutation,
    ),
    unsubstitute: unsubstituted,
  };
  fusedBySet.set(tables, fused);
  return fused;
}

/** @param octets what becomes of an octet before its bits are permuted, by as many entries as there are for each position */
function fuse(octets: Uint8Array, permutation: readonly number[]): Int32Array {
  const table = new Int32Array(2 * 8 * octets.length);
  for (let entry = 0; entry < 8 * octets.length; entry++) {
    const firstBit = Math.floor(entry / octets.length) * 8;
    const octet = octets[entry % octets.length]!;
    for (let bit = 0; bit < 8; bit++) {
      if (((octet >>> bit) & 1) === 0) continue;
      const target = permutation[firstBit + bit]!;
      table[2 * entry + (target < 32 ? 1 : 0)]! |= 1 << (target & 31);
    }
  }
  return table;
}

/** Entry (two key bits, octet value): the first key bit chooses the substitution of the lower nibble, the second that of the upper. */
function substitutedOctets(...substitutions: readonly [readonly number[], readonly number[]]): Uint8Array {
  return Uint8Array.from({ length: OCTET_ENTRIES }, (_, entry) => {
    const lowNibble = substitutions[(entry >>> 8) & 1]![entry & 15]!;
    const highNibble = substitutions[entry >>> 9]![(entry >>> 4) & 15]!;
    return (highNibble << 4) | lowNibble;
  });
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
