import { StsError } from '../sts-error.js';

const NIBBLE_VALUES = 16;
const BLOCK_BITS = 64;

/** What the standard transfer algorithm (EA07) needs besides a key: two substitutions and one permutation. */
export interface StaTables {
  /** Encrypting substitution of a nibble where the key bit is 0: a permutation of 0..15. */
  readonly substitution1: readonly number[];
  /** Encrypting substitution of a nibble where the key bit is 1: a permutation of 0..15. */
  readonly substitution2: readonly number[];
  /** Encrypting permutation: bit i of the block goes to bit `permutation[i]`, 0 the least significant. */
  readonly permutation: readonly number[];
}

/**
 * The sample tables printed in the standard. **No meter in the field accepts their tokens**: field meters
 * use a set that the STS Association licenses, which you pass in the same shape.
 *
 * @source IEC 62055-41 tables 44 and 45
 */
// prettier-ignore
export const STA_SAMPLE_TABLES: StaTables = deepFreeze({
  substitution1: [12, 10, 8, 4, 3, 15, 0, 2, 14, 1, 5, 13, 6, 9, 7, 11],
  substitution2: [6, 9, 7, 4, 3, 10, 12, 14, 2, 13, 1, 15, 0, 11, 8, 5],
  permutation: [
    29, 27, 34, 9, 16, 62, 55, 2, 40, 49, 38, 25, 33, 61, 30, 23,
    1, 41, 21, 57, 42, 15, 5, 58, 19, 53, 22, 17, 48, 28, 24, 39,
    3, 60, 36, 14, 11, 52, 54, 12, 31, 51, 10, 26, 0, 45, 37, 43,
    44, 6, 59, 4, 7, 35, 56, 50, 13, 18, 32, 47, 46, 63, 20, 8,
  ],
});

/**
 * Checks a set of tables: each must be a permutation of its range, or tokens could not be decrypted.
 *
 * @returns the same tables, copied and frozen
 * @throws {StsError} `sts.tables_invalid`
 */
export function parseStaTables(tables: unknown): StaTables {
  if (typeof tables !== 'object' || tables === null) throw new StsError('sts.tables_invalid', 'STA tables are an object');
  const { substitution1, substitution2, permutation } = tables as Readonly<Record<string, unknown>>;
  return deepFreeze({
    substitution1: parsePermutation('substitution1', substitution1, NIBBLE_VALUES),
    substitution2: parsePermutation('substitution2', substitution2, NIBBLE_VALUES),
    permutation: parsePermutation('permutation', permutation, BLOCK_BITS),
  });
}

function parsePermutation(name: string, value: unknown, size: number): readonly number[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const seen = new Set(entries.filter((entry): entry is number => Number.isInteger(entry) && Number(entry) >= 0 && Number(entry) < size));
  if (entries.length !== size || seen.size !== size) {
    throw new StsError('sts.tables_invalid', `${name} must hold each of 0..${size - 1} exactly once`);
  }
  return [...seen];
}

function deepFreeze(tables: StaTables): StaTables {
  for (const table of Object.values(tables)) Object.freeze(table);
  return Object.freeze(tables);
}
