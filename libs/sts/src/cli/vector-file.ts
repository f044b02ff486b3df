import { readFileSync } from 'node:fs';
import { sha256 } from '../keys/sha256.js';
import { toHex } from '../octets.js';
import { type Vector } from './conformance-report.js';

/** The vectors that the package carries. */
export interface VectorFile {
  readonly vectors: readonly Vector[];
  /** SHA-256 of the file, by which a report says what it was made with. */
  readonly digest: string;
}

/** Reads the vectors. */
export function readVectorFile(): VectorFile {
  const octets = readFileSync(new URL('../../test/vectors/generated.json', import.meta.url));
  const { vectors } = JSON.parse(octets.toString('utf8')) as { readonly vectors: readonly Vector[] };
  return { vectors, digest: toHex(sha256(octets)).toLowerCase() };
}
