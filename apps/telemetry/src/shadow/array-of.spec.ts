import { describe, expect, it } from 'vitest';
import { arrayOf, arrayOfIntegers, arrayOfTimes } from './array-of.js';

const arrayOfTexts = (...texts: readonly string[]) => arrayOf(texts, (text) => text);

describe('arrayOf', () => {
  it('writes numbers and codes as PostgreSQL reads them', () => {
    expect(arrayOfTexts()).toBe('{}');
    expect(arrayOfTexts('-1.5', '1-0:1.8.0*1')).toBe('{-1.5,1-0:1.8.0*1}');
  });

  it.each(['', ' ', 'a', '1,2', '"', '{1}', 'NULL', '\\\\', '1\\n'])('refuses %j, which would need quotes', (text) => {
    expect(() => arrayOfTexts('1', text)).toThrow(TypeError);
  });
});

describe('arrayOfIntegers', () => {
  it.each([1.5, NaN, Infinity, 2 ** 53])('refuses %s, which is another number there', (number) => {
    expect(() => arrayOfIntegers([number], (one) => one)).toThrow(RangeError);
  });
});

describe('arrayOfTimes', () => {
  it('refuses what is no time', () => {
    expect(() => arrayOfTimes([new Date(NaN)], (time) => time)).toThrow(RangeError);
  });
});
