import { describe, expect, it } from 'vitest';
import { referenceKey } from './deposit.js';

describe('a reference of a bank', () => {
  it.each([
    ['another case', 'bank-ABC-1', 'BANK-abc-1'],
    ['another hyphen', 'BANK-ABC-1', 'BANK\u2010ABC\u20111'],
    ['a minus for a hyphen', 'BANK-1', 'BANK\u22121'],
    ['a space that nobody sees', 'BANK1', 'BANK\u200b1'],
    ['a byte order mark', 'BANK1', '\ufeffBANK1'],
    ['wide letters', 'BANK1', 'ＢＡＮＫ１'],
    ['a ligature', 'office', 'oﬃce'],
    ['composed in another way', 'caf\u00e9 1', 'cafe\u0301 1'],
    ['more spaces', 'BANK 1', '  BANK \u00a0\t1 '],
  ])('is the same with %s', (_how, one, other) => {
    expect(referenceKey(other)).toBe(referenceKey(one));
  });

  it.each([
    ['BANK-1', 'BANK-2'],
    ['BANK-1', 'BANK 1'],
    ['BANK-1', 'BANK1'],
  ])('is another one where it differs: %s, %s', (one, other) => {
    expect(referenceKey(other)).not.toBe(referenceKey(one));
  });
});
