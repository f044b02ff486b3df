import { StsError } from '../sts-error.js';

/** 0 initial (DITK), 1 default (DDTK), 2 unique (DUTK), 3 common (DCTK). */
export type KeyType = 0 | 1 | 2 | 3;

/** The standard's abbreviation of each key type. */
export const KEY_TYPE_NAMES = ['DITK', 'DDTK', 'DUTK', 'DCTK'] as const;

const KEY_REVISIONS = { first: 1, last: 9 } as const;

/** Which key may replace which; a common key is only for meters with magnetic cards. */
const PERMITTED_CHANGES = {
  0: [0, 1, 2],
  1: [1, 2],
  2: [2, 1],
  3: [3, 1, 2],
} as const satisfies Record<KeyType, readonly KeyType[]>;

/**
 * Whether a key change may go from one key type to another.
 *
 * @throws {StsError} `sts.key_type_unknown`
 * @source IEC 62055-41 6.5.2.3, key type changes
 */
export function isKeyTypeChangePermitted(from: KeyType, to: KeyType): boolean {
  requireKeyType(from);
  requireKeyType(to);
  const permitted: readonly KeyType[] = PERMITTED_CHANGES[from];
  return permitted.includes(to);
}

/**
 * The key revision after this one: 1..9, and 1 again after 9.
 *
 * @throws {StsError} `sts.key_revision_out_of_range`
 */
export function nextKeyRevision(keyRevision: number): number {
  requireKeyRevision(keyRevision);
  return keyRevision === KEY_REVISIONS.last ? KEY_REVISIONS.first : keyRevision + 1;
}

/** @throws {StsError} `sts.key_type_unknown` unless 0, 1, 2 or 3 */
export function requireKeyType(keyType: number): asserts keyType is KeyType {
  if (!Number.isInteger(keyType) || keyType < 0 || keyType > 3) throw new StsError('sts.key_type_unknown', 'a key type is 0, 1, 2 or 3');
}

/** @throws {StsError} `sts.key_revision_out_of_range` unless an integer 1..9 */
export function requireKeyRevision(keyRevision: number): void {
  if (!Number.isInteger(keyRevision) || keyRevision < KEY_REVISIONS.first || keyRevision > KEY_REVISIONS.last) {
    throw new StsError('sts.key_revision_out_of_range', 'a key revision is an integer from 1 to 9');
  }
}
