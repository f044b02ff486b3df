import { readFileSync } from 'node:fs';
import { type Vector } from './conformance-report.js';

/** The vectors that the package carries. */
export function readVectors(): readonly Vector[] {
  const text = readFileSync(new URL('../test/vectors/generated.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly vectors: readonly Vector[] }).vectors;
}
