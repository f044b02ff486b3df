import { describe, expect, expectTypeOf, it } from 'vitest';
import { present, type Present } from '../src/present.js';

describe('present', () => {
  it('leaves out what is undefined, and nothing else', () => {
    const members: { readonly given: string; readonly not: string | undefined } = { given: 'x', not: undefined };

    expect(Object.keys(present({ ...members, empty: '', zero: 0, no: false, nothing: null }))).toEqual([
      'given',
      'empty',
      'zero',
      'no',
      'nothing',
    ]);
  });

  it('makes optional what may be undefined, so that an optional member takes it', () => {
    const asked = (limit: number | undefined): { readonly kind: 'page'; readonly limit?: number } => present({ kind: 'page', limit });

    expect(asked(undefined)).toStrictEqual({ kind: 'page' });
    expect(asked(5)).toStrictEqual({ kind: 'page', limit: 5 });
    expectTypeOf<Present<{ readonly limit: number | undefined }>>().toEqualTypeOf<{ readonly limit?: number }>();
  });

  it('leaves what it was given as it was', () => {
    const members = { there: 1, not: undefined };

    present(members);

    expect(Object.keys(members)).toEqual(['there', 'not']);
  });
});
