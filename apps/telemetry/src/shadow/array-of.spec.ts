import { describe, expect, it } from 'vitest';
import { arrayOf, arrayOfTimes } from './array-of.js';

const arrayOfTexts = (...texts: readonly string[]) => arrayOf(texts, (text) => text);

describe('arrayOf', () => {
  it('writes numbers, times and codes as PostgreSQL reads them', () => {
    expect(arrayOfTexts()).toBe('{}');
    expect(arrayOfTexts('-1.5', '2026-11-22T10:00:00.000Z', '1-0:1.8.0*1')).toBe('{-1.5,2026-11-22T10:00:00.000Z,1-0:1.8.0*1}');
    expect(arrayOf([1, 2], (number) => number)).toBe('{1,2}');
  });

  it.each(['', ' ', 'a', '1,2', '"', '{1}', 'NULL', '\\\\', '1\\n'])('refuses %j, which would need quotes', (text) => {
    expect(() => arrayOfTexts('1', text)).toThrow(TypeError);
  });
});

describe('arrayOfTimes', () => {
  it('writes each time, whether or not it follows itself', () => {
    const times = [1, 1, 2, 1, 2, 2].map((ms) => new Date(ms));
    expect(arrayOfTimes(times, (time) => time)).toBe(arrayOfTexts(...times.map((time) => time.toISOString())));
    expect(arrayOfTimes([], (time: Date) => time)).toBe('{}');
  });
});
